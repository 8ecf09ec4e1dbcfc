// What went wrong, by the codes of the server and of this page.

export const problems = {
  codes: {
    network: "The server cannot be reached. Nothing was changed.",
    timeout: "The server did not answer in time. Try again in a moment.",
    signed_out: "You are not signed in any more.",
    changed:
      "This was changed on another page meanwhile. What is there now is shown; nothing was overwritten.",
    overloaded: "The server is busy. Try again in a moment.",
    storage_unavailable: "The server cannot store anything right now. Try again in a moment.",
    rate_limited: "That was a little fast.",
    too_large: "This file is too large.",
    picture_format: "This picture cannot be read. JPEG, PNG, WebP and GIF can.",
    hidden: "This picture was hidden.",
    unreachable: "The accounts' server cannot be reached. Try again in a moment.",
    over_request_rate_limit: "That was tried too often. Wait a few minutes.",
    over_email_send_rate_limit: "Too many letters were asked for. Wait a few minutes.",
    invalid_credentials: "Address or password is wrong.",
    email_not_confirmed: "This address was not confirmed yet. Open the link in the letter first.",
    user_already_exists: "There is an account with this address. Sign in instead.",
    email_exists: "Another account has this address.",
    email_address_invalid: "This is not an address that mail can reach.",
    weak_password: "This password is too short.",
    same_password: "This is the password that you have.",
    signup_disabled: "New accounts cannot be made here.",
    anonymous_provider_disabled: "Nobody may start here without an account.",
    otp_expired: "This link has expired or was used. Have a new one mailed.",
    access_denied: "This link did not let you in. Have a new one mailed.",
    user_not_found: "This account does not exist any more.",
    session_not_found: "This sign-in has ended. Sign in again.",
  } as Record<string, string>,
  wait: (seconds: number) =>
    seconds < 90
      ? `Try again in ${Math.max(1, Math.round(seconds))} s.`
      : `Try again in ${Math.round(seconds / 60)} minutes.`,
  unknown: "Something went wrong. Try again.",
  again: "Try again",
  close: "Close",
  cancel: "Cancel",
  loading: "Looking it up…",
} as const;
