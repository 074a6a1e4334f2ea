"""An SMTP server for tests, on python3-aiosmtpd. Prints the port, then each message it took as a line of JSON.

    server.py [--tls | --starttls] [--cert FILE --key FILE] [--user NAME --password TEXT] [--refuse CODE] [--refuse-recipient ADDRESS] [--drop-after-data] [--hang]
"""
import argparse
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

parser = argparse.ArgumentParser()
parser.add_argument("--tls", action="store_true")
parser.add_argument("--starttls", action="store_true")
parser.add_argument("--cert")
parser.add_argument("--key")
parser.add_argument("--user")
parser.add_argument("--password")
parser.add_argument("--refuse")
parser.add_argument("--refuse-recipient")
parser.add_argument("--drop-after-data", action="store_true")
parser.add_argument("--hang", action="store_true")
options = parser.parse_args()


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if options.refuse_recipient == address:
            return "550 5.1.1 no such user s3cr3t"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if options.hang:
            await asyncio.sleep(3600)
        message = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "data": envelope.content.decode("utf-8"),
            "tls": session.ssl is not None or options.tls,
            "user": session.auth_data if isinstance(session.auth_data, str) else None,
        }
        if options.refuse:
            return options.refuse
        print(json.dumps(message), flush=True)
        if options.drop_after_data:
            server.transport.abort()
            await asyncio.sleep(3600)
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login.decode() == options.user and data.password.decode() == options.password
    return AuthResult(success=good, handled=False, auth_data=data.login.decode() if good else None)


async def main():
    context = None
    if options.cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.cert, options.key)

    def make():
        return SMTP(
            Handler(),
            hostname="mail.test",
            tls_context=context if options.starttls else None,
            require_starttls=options.starttls,
            authenticator=authenticate if options.user else None,
            auth_required=bool(options.user),
            auth_require_tls=options.starttls,
            data_size_limit=1 << 20,
        )

    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0, ssl=context if options.tls else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    # The test ends with its end of the pipe.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
