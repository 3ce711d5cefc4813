"""Runs a command beside an S3 service on loopback (moto), whose address is in OMNI_TEST_S3_URL.

    with_s3.py cargo nextest run ...
"""

import logging
import os
import subprocess
import sys

from moto.server import ThreadedMotoServer


def main() -> int:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        env = {**os.environ, "OMNI_TEST_S3_URL": f"http://{host}:{port}"}
        return subprocess.run(sys.argv[1:], env=env, check=False).returncode
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
