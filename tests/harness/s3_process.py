"""A whole OpenStack Swift with its S3 middleware in one process: `python -m harness.s3_process FOLDER PORT`.

It prints the port once it serves, and ends when its standard input does, so it never outlives who started it.
"""

# ruff: noqa: E402
# pyright: basic, reportMissingTypeStubs=false
from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import errno
import os
import sys
from pathlib import Path

import eventlet.hubs
import eventlet.wsgi
import xattr
from swift.common import utils
from swift.common.ring import RingBuilder
from swift.common.wsgi import loadapp

KINDS = ("account", "container", "object")
KEY, SECRET = "test:tester", "only-for-tests-0123456789"
REGION = "us-east-1"

COMMON = """[DEFAULT]
swift_dir = {folder}/etc
devices = {folder}/disks
mount_check = false
fallocate_reserve = 0
disable_fallocate = true
log_level = CRITICAL
log_address = {folder}/no-log
"""

STORE = """
[pipeline:main]
pipeline = {kind}-server

[app:{kind}-server]
use = egg:swift#{kind}
replication_server = false
recon_cache_path = {folder}/cache
"""

# `cache` would ask a memcached; `slo` is what uploads in parts are made of.
PROXY = """
[pipeline:main]
pipeline = catch_errors gatekeeper s3api tempauth bulk slo proxy-server

[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
node_timeout = 10
conn_timeout = 5

[filter:catch_errors]
use = egg:swift#catch_errors

[filter:gatekeeper]
use = egg:swift#gatekeeper

[filter:s3api]
use = egg:swift#s3api
location = {region}
s3_acl = false
check_bucket_owner = false

[filter:tempauth]
use = egg:swift#tempauth
user_{user} = {secret} .admin

[filter:bulk]
use = egg:swift#bulk

[filter:slo]
use = egg:swift#slo
"""


def main() -> int:
    """Serve until standard input ends."""
    folder, port = Path(sys.argv[1]).absolute(), int(sys.argv[2])
    etc = folder / "etc"
    for made in (etc, folder / "cache", folder / "disks" / "d1"):
        made.mkdir(parents=True, exist_ok=True)
    try:
        xattr.setxattr(str(folder / "disks" / "d1"), "user.swift.test", b"1")
    except OSError as error:
        if error.errno not in (errno.ENOTSUP, errno.EPERM):
            raise
        print("xattr", flush=True)
        return 1
    (etc / "swift.conf").write_text(
        "[swift-hash]\nswift_hash_path_suffix = tests\nswift_hash_path_prefix = tests\n"
        "[storage-policy:0]\nname = default\ndefault = yes\n"
    )
    utils.set_swift_dir(str(etc))
    utils.validate_hash_conf()

    listening = {kind: eventlet.listen(("127.0.0.1", 0)) for kind in KINDS}
    for kind, socket in listening.items():
        builder = RingBuilder(part_power=2, replicas=1, min_part_hours=0)
        place = {"id": 0, "region": 1, "zone": 1, "ip": "127.0.0.1", "port": socket.getsockname()[1], "device": "d1"}
        builder.add_dev(place | {"weight": 1.0, "replication_ip": place["ip"], "replication_port": place["port"]})
        builder.rebalance()
        builder.get_ring().save(str(etc / f"{kind}.ring.gz"))
    listening["proxy"] = eventlet.listen(("127.0.0.1", port))

    pool = eventlet.GreenPool(1000)
    quiet = open(os.devnull, "w")  # noqa: SIM115  (as long as the process)
    for kind, socket in listening.items():
        config = etc / f"{kind}-server.conf"
        body = PROXY if kind == "proxy" else STORE
        values = {"folder": folder, "kind": kind, "region": REGION, "user": KEY.replace(":", "_"), "secret": SECRET}
        config.write_text((COMMON + body).format(**values))
        app = loadapp(str(config), global_conf={"log_name": kind})
        eventlet.spawn(
            eventlet.wsgi.server,
            socket,
            app,
            log=quiet,
            custom_pool=pool,
            # Without it each short answer waits 40 ms for an acknowledgement.
            minimum_chunk_size=1,
            socket_timeout=60,
            capitalize_response_headers=False,
        )
    print(listening["proxy"].getsockname()[1], flush=True)
    while True:
        eventlet.hubs.trampoline(0, read=True)
        if not os.read(0, 1024):
            return 0


if __name__ == "__main__":
    os._exit(main())
