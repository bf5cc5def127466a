//! Servers that a sidecar connects to.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::scenario::{Upstream as Spec, UpstreamKind};

/// What a server saw of one request.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub method: String,
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

#[derive(Default)]
struct Record {
    seen: Vec<Seen>,
    connections: usize,
}

/// A running server; it stops when dropped.
pub(super) struct Upstream {
    pub spec: Spec,
    record: Arc<Mutex<Record>>,
    stop: Arc<AtomicBool>,
    acceptor: Option<thread::JoinHandle<()>>,
}

impl Upstream {
    pub(super) fn start(spec: &Spec) -> Upstream {
        let record = Arc::new(Mutex::new(Record::default()));
        let stop = Arc::new(AtomicBool::new(false));
        let (server, log, flag) = (spec.clone(), Arc::clone(&record), Arc::clone(&stop));
        let acceptor = match spec.kind {
            UpstreamKind::Udp => {
                let socket = UdpSocket::bind(("127.0.0.1", spec.port)).unwrap();
                socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
                thread::spawn(move || serve_udp(&socket, &server, &log, &flag))
            }
            _ => {
                let listener = TcpListener::bind(("127.0.0.1", spec.port)).unwrap();
                listener.set_nonblocking(true).unwrap();
                thread::spawn(move || accept(&listener, &server, &log, &flag))
            }
        };
        Upstream { spec: spec.clone(), record, stop, acceptor: Some(acceptor) }
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.record.lock().unwrap().seen.clone()
    }

    pub(super) fn connections(&self) -> usize {
        self.record.lock().unwrap().connections
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(acceptor) = self.acceptor.take() {
            acceptor.join().unwrap();
        }
    }
}

fn accept(listener: &TcpListener, spec: &Spec, record: &Arc<Mutex<Record>>, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let Ok((stream, _)) = listener.accept() else {
            thread::sleep(Duration::from_millis(2));
            continue;
        };
        stream.set_nonblocking(false).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let (spec, record) = (spec.clone(), Arc::clone(record));
        record.lock().unwrap().connections += 1;
        // A connection that breaks ends its thread; what matters is in the record.
        thread::spawn(move || match spec.kind {
            UpstreamKind::Http => drop(serve_http(&stream, &spec, &record)),
            UpstreamKind::Greeting => drop((&stream).write_all(format!("{}\n", spec.name).as_bytes())),
            UpstreamKind::Upgrade => drop(serve_upgrade(&stream, &spec, &record)),
            UpstreamKind::Tcp | UpstreamKind::Udp => drop(serve_tcp(&stream, &spec, &record)),
        });
    }
}

fn serve_udp(socket: &UdpSocket, spec: &Spec, record: &Mutex<Record>, stop: &AtomicBool) {
    let mut buffer = [0; 4096];
    while !stop.load(Ordering::Relaxed) {
        if let Ok((n, peer)) = socket.recv_from(&mut buffer) {
            let raw = Seen {
                method: "UDP".into(),
                path: String::new(),
                headers: BTreeMap::new(),
                body: buffer[..n].into(),
            };
            record.lock().unwrap().seen.push(raw);
            // A DNS answer that says "no such name", under the question's own id.
            let mut answer = buffer[..n].to_vec();
            answer[2] = 0x81;
            answer[3] = 0x83;
            let _ = socket.send_to(&answer, peer);
            let _ = &spec.name;
        }
    }
}

fn serve_tcp(mut stream: &TcpStream, spec: &Spec, record: &Mutex<Record>) -> std::io::Result<()> {
    let mut buffer = [0; 65536];
    let n = stream.read(&mut buffer)?;
    if n == 0 {
        return Ok(());
    }
    let raw = Seen {
        method: "TCP".into(),
        path: String::new(),
        headers: BTreeMap::new(),
        body: buffer[..n].into(),
    };
    record.lock().unwrap().seen.push(raw);
    stream.write_all(format!("{}:", spec.name).as_bytes())?;
    stream.write_all(&buffer[..n])
}

fn serve_upgrade(mut stream: &TcpStream, spec: &Spec, record: &Mutex<Record>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    read_headers(&mut reader)?;
    stream.write_all(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n")?;
    serve_tcp(stream, spec, record)
}

fn serve_http(stream: &TcpStream, spec: &Spec, record: &Mutex<Record>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let mut words = line.split_whitespace();
        let method = words.next().unwrap_or_default().to_owned();
        let path = words.next().unwrap_or_default().to_owned();
        let headers = read_headers(&mut reader)?;
        let body = read_body(&mut reader, &headers)?;
        let count = {
            let mut record = record.lock().unwrap();
            record.seen.push(Seen { method: method.clone(), path, headers, body });
            record.seen.len()
        };
        let status = spec.statuses[(count - 1).min(spec.statuses.len() - 1)];
        thread::sleep(Duration::from_secs_f64(spec.delay));
        let body = spec.size.map_or_else(|| spec.name.clone().into_bytes(), |size| vec![b'x'; size]);
        let mut head = format!("HTTP/1.1 {status} X\r\nx-server: {}\r\n", spec.name);
        for (name, value) in &spec.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if spec.pause > 0.0 {
            // Four pieces, so that a client can see whether they come one by one.
            writer.write_all(format!("{head}transfer-encoding: chunked\r\n\r\n").as_bytes())?;
            for piece in body.chunks(body.len().div_ceil(4).max(1)) {
                writer.write_all(format!("{:x}\r\n", piece.len()).as_bytes())?;
                writer.write_all(piece)?;
                writer.write_all(b"\r\n")?;
                thread::sleep(Duration::from_secs_f64(spec.pause));
            }
            writer.write_all(b"0\r\n\r\n")?;
        } else {
            writer.write_all(format!("{head}content-length: {}\r\n\r\n", body.len()).as_bytes())?;
            if method != "HEAD" {
                writer.write_all(&body)?;
            }
        }
    }
}

pub(super) fn read_headers(reader: &mut impl BufRead) -> std::io::Result<BTreeMap<String, String>> {
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { return Ok(headers) };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
}

pub(super) fn read_body(
    reader: &mut impl BufRead,
    headers: &BTreeMap<String, String>,
) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if headers.get("transfer-encoding").is_some_and(|it| it == "chunked") {
        loop {
            let mut size = String::new();
            reader.read_line(&mut size)?;
            let size = usize::from_str_radix(size.trim(), 16).map_err(std::io::Error::other)?;
            let mut piece = vec![0; size + 2];
            reader.read_exact(&mut piece)?;
            if size == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&piece[..size]);
        }
    }
    if let Some(size) = headers.get("content-length").and_then(|it| it.parse().ok()) {
        body.resize(size, 0);
        reader.read_exact(&mut body)?;
    }
    Ok(body)
}
