# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""Opens connections to a socket, makes one call on each, prints each reply as a line, and holds on until its input ends.

Usage: peer.py SOCKET COUNT CALL. Run as whichever user is to be the peer.
"""

import socket
import sys

path, count, call = sys.argv[1], int(sys.argv[2]), sys.argv[3].encode()
held = []
for _ in range(count):
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(30)
    connection.connect(path)
    held.append(connection)
    try:
        connection.sendall(call + b"\0")
    except (BrokenPipeError, ConnectionResetError):
        pass  # Refused already; the reply says so.
    reply = b""
    while not reply.endswith(b"\0"):
        received = connection.recv(1 << 16)
        if not received:
            break
        reply += received
    print(reply.rstrip(b"\0").decode() or "closed", flush=True)
sys.stdin.read()
