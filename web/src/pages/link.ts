// The address of a link: this page, with the token behind the `#`, so that no server and no log sees it. Pure.

/** The token, where a hash is a link's. */
export function linkOf(hash: string): string | null {
  return /^#\/watch\/([^/?]+)$/.exec(hash)?.[1] ?? null;
}

/** `page`: the studio's address without its hash. */
export function linkTo(page: string, token: string): string {
  return `${page}#/watch/${token}`;
}
