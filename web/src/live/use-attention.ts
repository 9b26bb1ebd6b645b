import { useEffect, useState } from 'react';

/** Whether somebody points at a part of the page or has text selected: then nothing of it should move. */
export function useAttention(): {
  readonly isHeld: boolean;
  readonly handlers: { readonly onPointerEnter: () => void; readonly onPointerLeave: () => void };
} {
  const [isPointed, setIsPointed] = useState(false);
  const [isSelected, setIsSelected] = useState(false);
  useEffect(() => {
    const look = () => setIsSelected(!(document.getSelection()?.isCollapsed ?? true));
    document.addEventListener('selectionchange', look);
    return () => document.removeEventListener('selectionchange', look);
  }, []);
  return {
    isHeld: isPointed || isSelected,
    handlers: { onPointerEnter: () => setIsPointed(true), onPointerLeave: () => setIsPointed(false) },
  };
}
