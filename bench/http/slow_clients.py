#!/usr/bin/env python3
"""Holds slow clients against a server: a third stall in the head, a third in the body, a third read their answer slowly.

usage: slow_clients.py HOST PORT PATH COUNT

Prints "ready" once all are connected, reconnects those that are cut off, and runs until it is ended.
"""
import resource
import socket
import sys
import time


def connect(host, port, path, kind):
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    client.settimeout(10)
    client.connect((host, port))
    if kind == 0:
        client.send(b"GET / HTTP/1.1\r\nHost: bench\r\nX: ")
    elif kind == 1:
        client.send(
            f"POST {path} HTTP/1.1\r\nHost: bench\r\nSec-Fetch-Site: none\r\n".encode()
            + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nq="
        )
    else:
        client.send(f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode() * 100)
    client.setblocking(False)
    return client


def main():
    host, port, path, count = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, count + 100), hard))
    clients = [connect(host, port, path, i % 3) for i in range(count)]
    print("ready", flush=True)
    while True:
        for i, client in enumerate(clients):
            try:
                if i % 3 == 2:
                    if client.recv(10) == b"":
                        raise OSError
                else:
                    client.send(b"x")
            except BlockingIOError:
                pass
            except OSError:
                client.close()
                try:
                    clients[i] = connect(host, port, path, i % 3)
                except OSError:
                    pass
        time.sleep(1)


if __name__ == "__main__":
    main()
