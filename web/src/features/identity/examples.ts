/** Commands that use an API token. None holds the token itself: what is typed stays in a shell's history. */

export function loginCommand(origin: string): string {
  return `zuka login ${origin} --token-stdin`;
}

export function apiExample(origin: string): string {
  return `read -rs ZUKA_TOKEN
curl -H "Authorization: Bearer $ZUKA_TOKEN" ${origin}/api/v1/instances`;
}
