import { Button, Menu, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconKey, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { text } from '../text/catalogue.ts';
import { PasswordForm } from './password-form.tsx';
import { useAccount, useSignOut } from './account.ts';

/** Who is signed in, and what they can do about that. */
export function AccountMenu() {
  const words = text.account;
  const { name, email, roles } = useAccount();
  const signOut = useSignOut();
  const [isChanging, changing] = useDisclosure(false);
  const done = () => {
    changing.close();
    notifications.show({ message: words.password.done, color: 'teal' });
  };
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button variant="subtle" color="gray" px="xs" aria-label={`${words.menu}: ${name}`}>
            <IconUserCircle size={20} />
            <Text span inherit ml={8} maw={160} truncate visibleFrom="sm">
              {name}
            </Text>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <div style={{ padding: 'var(--mantine-spacing-xs) var(--mantine-spacing-sm)' }}>
            <Text fw={600} truncate>
              {name}
            </Text>
            <Text size="sm" c="dimmed" truncate title={email}>
              {email}
            </Text>
            <Text size="sm" c="dimmed">
              {roles.length > 0 ? words.roles(roles.join(', ')) : words.noRoles}
            </Text>
          </div>
          <Menu.Divider />
          <Menu.Item leftSection={<IconKey size={16} />} onClick={changing.open}>
            {words.password.title}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>
            {words.signOut}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={isChanging}
        onClose={changing.close}
        title={words.password.title}
        closeButtonProps={{ 'aria-label': text.parts.close }}
      >
        <PasswordForm onDone={done} onCancel={changing.close} />
      </Modal>
    </>
  );
}
