//! Clients of a sidecar.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use super::scenario::{Dns, Request, Tcp};
use super::upstream::{read_body, read_headers};

/// What came back.
#[derive(Debug, Default, Clone)]
pub(super) struct Answer {
    /// 0 if the connection ended without an answer.
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
    /// Seconds until the first byte of the body.
    pub first_byte: f64,
    /// Seconds until the end.
    pub seconds: f64,
    /// Addresses of a DNS answer.
    pub addresses: Vec<String>,
    /// How long each of them holds, in seconds.
    pub ttls: Vec<u32>,
}

/// Connections that requests share by name.
#[derive(Default)]
pub(super) struct Connections(BTreeMap<String, TcpStream>);

impl Connections {
    pub(super) fn send(&mut self, request: &Request) -> Answer {
        let begin = Instant::now();
        let stream = match request.connection.as_ref().and_then(|name| self.0.remove(name)) {
            Some(stream) => stream,
            None => match connect(request.port) {
                Some(stream) => stream,
                None => return Answer::default(),
            },
        };
        let answer = exchange(&stream, request, begin).unwrap_or_default();
        if let Some(name) = &request.connection {
            self.0.insert(name.clone(), stream);
        }
        Answer { seconds: begin.elapsed().as_secs_f64(), ..answer }
    }
}

fn connect(port: u16) -> Option<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    stream.set_nodelay(true).ok()?;
    Some(stream)
}

fn exchange(mut stream: &TcpStream, request: &Request, begin: Instant) -> std::io::Result<Answer> {
    let body = request.size.map_or_else(|| request.body.clone().into_bytes(), |size| vec![b'y'; size]);
    let mut head = format!("{} {} HTTP/1.1\r\n", request.method, request.path);
    if !request.headers.contains_key("host") {
        head += "host: svc\r\n";
    }
    for (name, value) in &request.headers {
        head += &format!("{name}: {value}\r\n");
    }
    if !body.is_empty() {
        head += &format!("content-length: {}\r\n", body.len());
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    stream.write_all(&body)?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let status = line.split_whitespace().nth(1).and_then(|it| it.parse().ok()).unwrap_or(0);
    if status == 0 {
        return Ok(Answer::default());
    }
    let headers = read_headers(&mut reader)?;
    let empty = headers.get("content-length").is_some_and(|it| it == "0");
    let bare = empty || request.method == "HEAD" || status == 204 || status == 304;
    if !bare {
        reader.fill_buf()?;
    }
    let first_byte = begin.elapsed().as_secs_f64();
    let body = if bare { Vec::new() } else { read_body(&mut reader, &headers)? };
    Ok(Answer { status, headers, body, first_byte, ..Answer::default() })
}

/// Sends and reads until the other side ends; `None` if the connection was refused or reset.
pub(super) fn tcp(step: &Tcp) -> Option<Vec<u8>> {
    let mut stream = connect(step.port)?;
    stream.write_all(step.send.as_bytes()).ok()?;
    let mut received = Vec::new();
    if !step.reply.is_empty() {
        let mut buffer = [0; 4096];
        let n = stream.read(&mut buffer).ok()?;
        received.extend_from_slice(&buffer[..n]);
        stream.write_all(step.reply.as_bytes()).ok()?;
    }
    match stream.read_to_end(&mut received) {
        Ok(_) => Some(received),
        Err(_) if !received.is_empty() => Some(received),
        Err(_) => None,
    }
}

/// Asks for the addresses of a name.
pub(super) fn dns(step: &Dns) -> Option<Answer> {
    let socket = UdpSocket::bind("127.0.0.1:0").ok()?;
    socket.set_read_timeout(Some(Duration::from_secs(3))).ok()?;
    let mut query = vec![0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in step.name.split('.') {
        query.push(label.len() as u8);
        query.extend_from_slice(label.as_bytes());
    }
    query.extend_from_slice(&[0, 0, if step.ipv6 { 28 } else { 1 }, 0, 1]);
    let question_end = query.len();
    socket.send_to(&query, &step.server).ok()?;
    let mut buffer = [0; 4096];
    let n = socket.recv(&mut buffer).ok()?;
    let answer = &buffer[..n];
    let count = usize::from(answer[7]);
    let mut addresses = Vec::new();
    let mut ttls = Vec::new();
    let mut at = question_end;
    for _ in 0..count {
        at += if answer[at] & 0xc0 == 0xc0 { 2 } else { answer[at..].iter().position(|&b| b == 0)? + 1 };
        let size = usize::from(answer[at + 9]);
        let data = &answer[at + 10..at + 10 + size];
        if let Ok(ip) = <[u8; 4]>::try_from(data) {
            addresses.push(Ipv4Addr::from(ip).to_string());
        } else if let Ok(ip) = <[u8; 16]>::try_from(data) {
            addresses.push(Ipv6Addr::from(ip).to_string());
        }
        ttls.push(answer[at + 4..at + 8].iter().fold(0, |ttl, &byte| ttl << 8 | u32::from(byte)));
        at += 10 + size;
    }
    Some(Answer { status: u16::from(answer[3] & 15), addresses, ttls, ..Answer::default() })
}
