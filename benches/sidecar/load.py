#!/usr/bin/env python3
"""Puts a sidecar codebase under load, and watches its memory, its log and its speed.

usage: load.py --pipy BIN --codebase DIR [--fsm] [--requests N] [--connections N] [--reconnect]

DIR is a rendered codebase, as a bundle's `base/` is. Three servers take the same load, one after the
other: the chain inbound-http, the chain outbound-http, and a bare relay (demuxHTTP, muxHTTP, connect)
to compare with. For each it prints requests per second, the time of a processor that a request took,
and the resident memory after the first fifth of the requests and after all of them. The sidecar's
ports (15000 to 15010, 6060) must be free.

It fails if a request fails, if an error is logged, or if memory grew by more than a tenth.
"""
import argparse, asyncio, json, os, re, shutil, socket, subprocess, sys, tempfile, time

APP_PORT, RELAY_PORT = 8080, 8090
INBOUND_PORT, OUTBOUND_PORT = 15003, 15001

APP = "pipy().listen(%d).serveHTTP(new Message({ headers: { 'x-server': 'app' } }, 'hello'))" % APP_PORT
RELAY = """
pipy()
.listen(%d)
.demuxHTTP().to($ => $.muxHTTP().to($ => $.connect('127.0.0.1:%d')))
""" % (RELAY_PORT, APP_PORT)

REQUEST = b"GET /some/path?x=1 HTTP/1.1\r\nhost: svc\r\nuser-agent: load\r\naccept: */*\r\n\r\n"


def chain(direction, protocol, *names):
    return ["modules/%s-%s.js" % (direction, name.replace("%", protocol)) for name in names]


CHAINS = {
    "inbound-http": chain("inbound", "http", "tls-termination", "%-routing", "metrics-%", "tracing-%", "logging-%",
                          "throttle-service", "throttle-route", "%-load-balancing", "%-default"),
    "inbound-tcp": chain("inbound", "tcp", "tls-termination", "%-routing", "%-load-balancing", "%-default"),
    "outbound-http": chain("outbound", "http", "%-routing", "metrics-%", "tracing-%", "logging-%", "circuit-breaker",
                           "%-load-balancing", "%-default"),
    "outbound-tcp": chain("outbound", "tcp", "%-routing", "%-load-balancing", "%-default"),
}


def configuration(fsm):
    """One service in each direction. Without a redirect every connection belongs to port 0."""
    def match(**more):
        rules = {"Path": "/", "Type": "Prefix", "TargetClusters": {"app": 100}}
        host = {"RuleName": "svc"} if fsm else "svc"
        return {"Protocol": "http", "HttpHostPort2Service": {"svc": host},
                "HttpServiceRouteRules": {"svc": {"RouteRules": [rules], "ServiceIdentity": "sa.ns"}}, **more}
    app = "127.0.0.1:%d" % APP_PORT
    return {
        "Spec": {"SidecarLogLevel": "error", "Traffic": {}, "Probes": {}, "ServiceIdentity": "sa.ns"},
        "AllowedEndpoints": {"127.0.0.1": ""},
        "Inbound": {"TrafficMatches": {"0": match(Port=INBOUND_PORT)}, "ClustersConfigs": {"app": {app: 100}}},
        "Outbound": {"TrafficMatches": {"0": [match(Port=OUTBOUND_PORT, DestinationIPRanges={"127.0.0.1/32": None})]},
                     "ClustersConfigs": {"app": {"Endpoints": {app: {"Weight": 100}}}}},
        "Chains": CHAINS,
    }


class Pipy:
    """A Pipy process that runs `script`, or the codebase in `folder`."""

    def __init__(self, binary, port, script=None, folder=None):
        self.folder = tempfile.mkdtemp(prefix="load-")
        if folder:
            shutil.copytree(folder, self.folder, dirs_exist_ok=True)
        else:
            with open(os.path.join(self.folder, "main.js"), "w") as f:
                f.write(script)
        self.log = os.path.join(self.folder, "log")
        arguments = [binary, "--no-graph", "main.js"] + (["--admin-port=6060"] if folder else [])
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(arguments, cwd=self.folder, stdout=log, stderr=subprocess.STDOUT)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 0.3).close()
                return
            except OSError:
                time.sleep(0.05)
        sys.exit("pipy does not listen on port %d:\n%s" % (port, open(self.log).read()))

    def memory(self):
        """Resident memory in MiB."""
        return int(re.search(r"VmRSS:\s+(\d+)", open("/proc/%d/status" % self.process.pid).read())[1]) / 1024

    def processor_time(self):
        """Seconds that the process has kept a processor busy, which other processes do not lengthen."""
        fields = open("/proc/%d/stat" % self.process.pid).read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def errors(self):
        # A client that hangs up at once makes Pipy complain about its own shutdown of the socket.
        return [line for line in open(self.log) if "[ERR]" in line and "socket shutdown" not in line]

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder)


class Client(asyncio.Protocol):
    """One connection. It sends the next request as soon as the last one is answered."""

    def __init__(self, load):
        self.load, self.buffer, self.is_waiting = load, b"", False

    def connection_made(self, transport):
        self.transport = transport
        self.load.clients.append(self)
        self.next()

    def next(self):
        if not self.transport.is_closing() and self.load.take():
            self.buffer, self.is_waiting = b"", True
            self.transport.write(REQUEST)

    def data_received(self, data):
        self.buffer += data
        if self.buffer.endswith(b"\r\n\r\nhello"):
            self.finish(self.buffer.startswith(b"HTTP/1.1 200 "))
            if self.load.reconnect:
                self.transport.close()
            else:
                self.next()
        elif b"\r\n\r\n" in self.buffer and not self.buffer.startswith(b"HTTP/1.1 200 "):
            self.finish(False)
            self.transport.close()

    def finish(self, is_ok):
        self.is_waiting = False
        self.load.finish(is_ok)

    def connection_lost(self, _error):
        self.load.lost(self)
        if self.is_waiting:
            self.finish(False)


class Load:
    """Requests in rounds, over connections that stay open from one round to the next."""

    def __init__(self, port, connections, reconnect):
        self.port, self.n_connections, self.reconnect = port, connections, reconnect
        self.clients, self.failed = [], 0

    def take(self):
        self.untaken -= 1
        return self.untaken >= 0

    def finish(self, is_ok):
        self.failed += not is_ok
        self.unfinished -= 1
        if self.unfinished == 0:
            self.done.set_result(None)

    def lost(self, client):
        self.clients.remove(client)
        if self.unfinished > 0:
            asyncio.ensure_future(self.connect())

    async def connect(self):
        await asyncio.get_running_loop().create_connection(lambda: Client(self), "127.0.0.1", self.port)

    async def round(self, n_requests):
        """Seconds that a round of requests took."""
        self.untaken = self.unfinished = n_requests
        self.done = asyncio.get_running_loop().create_future()
        start = time.time()
        for client in list(self.clients):
            client.next()
        for _ in range(self.n_connections - len(self.clients)):
            await self.connect()
        await self.done
        return time.time() - start


async def measure(name, server, port, a):
    load = Load(port, a.connections, a.reconnect)
    first = a.requests // 5
    idle = server.processor_time()
    seconds = await load.round(first)
    before = server.memory()
    seconds += await load.round(a.requests - first)
    after = server.memory()
    errors = server.errors()
    print("%-14s %7.0f requests/s   %5.0f µs of processor each   %6.1f MiB after %d, %6.1f MiB after %d   %d failed, %d errors logged"
          % (name, a.requests / seconds, (server.processor_time() - idle) / a.requests * 1e6, before, first, after, a.requests, load.failed, len(errors)), flush=True)
    for line in errors[:5]:
        print("    " + line.rstrip())
    return load.failed == 0 and not errors and after <= before * 1.1


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pipy", required=True)
    arguments.add_argument("--codebase", required=True)
    arguments.add_argument("--fsm", action="store_true", help="the codebase is one for FSM")
    arguments.add_argument("--requests", type=int, default=100000)
    arguments.add_argument("--connections", type=int, default=100)
    arguments.add_argument("--reconnect", action="store_true", help="a new connection for each request")
    a = arguments.parse_args()

    codebase = tempfile.mkdtemp(prefix="load-")
    shutil.copytree(a.codebase, codebase, dirs_exist_ok=True)
    with open(os.path.join(codebase, "config.json"), "w") as f:
        json.dump(configuration(a.fsm), f)

    app = Pipy(a.pipy, APP_PORT, script=APP)
    ok = True
    for name, port, kind in [("bare relay", RELAY_PORT, dict(script=RELAY)),
                             ("inbound-http", INBOUND_PORT, dict(folder=codebase)),
                             ("outbound-http", OUTBOUND_PORT, dict(folder=codebase))]:
        server = Pipy(a.pipy, port, **kind)
        ok &= asyncio.run(measure(name, server, port, a))
        server.stop()
    app.stop()
    shutil.rmtree(codebase)
    sys.exit(not ok)


if __name__ == "__main__":
    main()
