/** Every kind of act that is on record, by the room it belongs to; the first word of an action is its room. */

export const ACTIONS = {
  user: ['make', 'disable', 'enable', 'password', 'act_as', 'acted', 'act_as_end', 'first_operator'],
  token: ['make', 'revoke'],
  key: ['add', 'remove'],
  wallet: ['credit', 'debit'],
  codes: ['make'],
  instance: ['start', 'stop', 'release', 'rename', 'reset_password', 'expose', 'unexpose'],
  operation: ['hurry'],
  host: ['change'],
  card: ['cordon', 'uncordon'],
  price: ['set'],
  images: ['build', 'publish', 'unpublish'],
  workbench: ['connect', 'disconnect', 'host_key.accept', 'tunnel', 'export'],
} as const;

export type Room = keyof typeof ACTIONS;
