import { SegmentedControl } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useSearchParams } from 'react-router';
import { text } from '../text/catalogue.ts';
import { type Zone, zoneName, zoneOffset } from '../text/time.ts';

const PARAMETER = 'zone';

/** In which zone times are shown: as the address says, else as the reader has chosen last, else local. */
export function useZone(): readonly [Zone, (zone: Zone) => void] {
  const [parameters, setParameters] = useSearchParams();
  const [chosen, setChosen] = useLocalStorage<Zone>({
    key: 'audit.zone',
    defaultValue: 'local',
    getInitialValueInEffect: false,
  });
  const named = parameters.get(PARAMETER);
  const zone = named === 'utc' || named === 'local' ? named : chosen;
  const choose = (next: Zone) => {
    setChosen(next);
    setParameters(
      (current) => {
        const changed = new URLSearchParams(current);
        changed.set(PARAMETER, next);
        return changed;
      },
      { replace: true, preventScrollReset: true },
    );
  };
  return [zone, choose];
}

/** `Europe/Berlin, UTC+1` */
export function zoneLabel(zone: Zone, at: Date): string {
  return text.parts.zone.shown(zoneName(zone), zoneOffset(zone, at));
}

/** Switches between UTC and the zone of the reader's machine. */
export function ZoneSwitch() {
  const words = text.parts.zone;
  const [zone, setZone] = useZone();
  return (
    <SegmentedControl
      size="xs"
      aria-label={words.label}
      value={zone}
      onChange={(value) => setZone(value === 'utc' ? 'utc' : 'local')}
      data={[
        { value: 'local', label: words.local },
        { value: 'utc', label: words.utc },
      ]}
    />
  );
}
