/** `user_management` -> `user management`: the words of the log as a person reads them. */
export function words(name: string): string {
  return name.replaceAll(/[_.]/g, ' ');
}
