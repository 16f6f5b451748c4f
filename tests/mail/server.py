#!/usr/bin/python3
"""
A mail server for tests, on the loopback: server.py FOLDER [--port N] [--certificate FILE --key FILE] [--refuse WORD] [--busy WORD]

Prints its port, then keeps each message that it takes on as FOLDER/NUMBER.json: from, to, tls and data. Ends when its standard
input does. Recipients with WORD in them are refused for good (--refuse) or for now (--busy).
"""

import argparse
import asyncio
import json
import logging
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP


class Keeper:
    def __init__(self, options):
        self.options = options

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.options.refuse and self.options.refuse in address:
            return "550 5.1.1 No such person here"
        if self.options.busy and self.options.busy in address:
            return "451 4.3.0 Not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        folder = pathlib.Path(self.options.folder)
        kept = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None,
                "data": envelope.original_content.decode("latin-1")}
        number = len(list(folder.glob("*.json")))
        (folder / f"{number:04}.json").write_text(json.dumps(kept))
        return "250 OK"


async def serve(options):
    context = None
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Keeper(options), tls_context=context, hostname="localhost"), "127.0.0.1", options.port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def main():
    logging.disable(logging.CRITICAL)  # a client that turns away is what some tests want
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, default=0)
    for word in ("certificate", "key", "refuse", "busy"):
        parser.add_argument("--" + word, default="")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
