// Supabase's own client, unchanged, against the server at argv[2]. Says on stdout what happened, as one JSON object.
import { createRequire } from "node:module";
const require = createRequire(new URL("../../web/package.json", import.meta.url));
const { createClient } = require("@supabase/supabase-js");

const [url] = process.argv.slice(2);
const make = () =>
  createClient(url, "anon", { auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false } });
const told = {};
const code = (answer) => (answer.error === null ? null : `${answer.error.name} ${answer.error.status} ${answer.error.code}`);

const one = make().auth;
const anonymous = await one.signInAnonymously({ options: { data: { name: "Kara" } } });
told.anonymous = [code(anonymous), anonymous.data.user.is_anonymous, anonymous.data.user.user_metadata.name];
const id = anonymous.data.user.id;

const linked = await one.updateUser({ email: "gm@example.com", password: "correct horse" });
told.linked = [code(linked), linked.data.user.is_anonymous, linked.data.user.email, linked.data.user.id === id];
const first = (await one.getSession()).data.session;
const refreshed = await one.refreshSession();
told.refreshed = [code(refreshed), refreshed.data.session.refresh_token !== first.refresh_token];
told.user = [code(await one.getUser()), (await one.getUser()).data.user.id === id];
const claims = await one.getClaims();
told.claims = [code(claims), claims.data?.claims.sub === id, claims.data?.header.alg];
told.metadata = (await one.updateUser({ data: { dice: "d20" } })).data.user.user_metadata;
told.same_password = code(await one.updateUser({ password: "correct horse" }));
told.weak_update = code(await one.updateUser({ password: "short" }));

const two = make().auth;
told.wrong = code(await two.signInWithPassword({ email: "gm@example.com", password: "wrong horse" }));
told.unknown = code(await two.signInWithPassword({ email: "nobody@example.com", password: "wrong horse" }));
told.taken = code(await two.signUp({ email: "gm@example.com", password: "correct horse" }));
const weak = await two.signUp({ email: "new@example.com", password: "short" });
told.weak = [code(weak), weak.error.reasons];
told.invalid = code(await two.signUp({ email: "gm@", password: "correct horse" }));
const fresh = await two.signUp({ email: "new@example.com", password: "correct horse", options: { data: { n: 1 } } });
told.signed_up = [code(fresh), fresh.data.session !== null, fresh.data.user.email];
told.email_exists = code(await two.updateUser({ email: "gm@example.com" }));
told.recover = code(await two.resetPasswordForEmail("gm@example.com", { redirectTo: `${url}/` }));
told.recover_unknown = code(await two.resetPasswordForEmail("nobody@example.com"));
told.bad_otp = code(await two.verifyOtp({ token_hash: "nonsense", type: "recovery" }));

// Sign-ins of one account: local, others, global.
const devices = [];
for (let n = 0; n < 4; n++) {
  const device = make().auth;
  await device.signInWithPassword({ email: "gm@example.com", password: "correct horse" });
  devices.push(device);
}
const alive = async () => {
  const found = [];
  for (const device of devices) found.push(code(await device.getUser()) === null);
  return found;
};
const kept = (await devices[0].getSession()).data.session;
told.local = [code(await devices[0].signOut({ scope: "local" })), await alive()];
const ended = make().auth;
told.refresh_ended = code(await ended.refreshSession({ refresh_token: kept.refresh_token }));
told.others = [code(await devices[1].signOut({ scope: "others" })), await alive()];
told.global = [code(await devices[1].signOut({ scope: "global" })), await alive()];
told.session_missing = code(await devices[2].getUser());

// A thief and its victim.
const victim = make().auth;
const stolen = (await victim.signInWithPassword({ email: "gm@example.com", password: "correct horse" })).data.session;
await victim.refreshSession();
await victim.refreshSession();
told.thief = code(await make().auth.refreshSession({ refresh_token: stolen.refresh_token }));
told.victim = code(await victim.refreshSession());
console.log(JSON.stringify(told));
