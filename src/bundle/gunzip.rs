//! A gzip stream as bundles have it: one member, no flags, nothing behind it.

use std::io::{self, Read};

use flate2::{Crc, Decompress, FlushDecompress, Status};

/// What stands before the deflate stream.
const HEADER: usize = 10;

/// A stream may grow this much whatever its size,
const FREE_GROWTH: u64 = 8 << 20;

/// and beyond that so many times its compressed size. Scripts and JSON shrink to a fifth or a tenth,
/// and the most repetitive configurations to a hundredth; a bomb to a thousandth.
const MAX_GROWTH: u64 = 200;

/// Decompresses while it is read, and never holds more than its two small buffers.
#[derive(Debug)]
pub(super) struct Gunzip<R> {
    input: R,
    buffer: Box<[u8]>,
    /// The part of `buffer` that is yet to be decompressed.
    waiting: std::ops::Range<usize>,
    inflate: Decompress,
    crc: Crc,
    done: bool,
}

/// Why a stream is refused. Travels inside [`io::Error`], as `Read` demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadGzip {
    /// It does not begin like gzip.
    #[error("it is not a gzip stream")]
    NotGzip,
    /// A stored name, a comment and the like, which `pipyc` never writes.
    #[error("its gzip header has optional parts, which a bundle never has")]
    Flags,
    /// The deflate stream is damaged.
    #[error("its compressed data is damaged")]
    Damaged,
    /// It ends too early.
    #[error("it ends too early")]
    Truncated,
    /// The checksum or the length at its end is wrong.
    #[error("its gzip checksum is wrong")]
    Checksum,
    /// It becomes far larger than any text of scripts does.
    #[error("it grows more than {MAX_GROWTH} times when it is decompressed")]
    Bomb,
    /// It is too large even compressed.
    #[error("it is larger than {limit} bytes")]
    Large {
        /// How large it may be.
        limit: u64,
    },
    /// Something follows: another member, or anything else.
    #[error("something follows its end")]
    Trailing,
}

impl From<BadGzip> for io::Error {
    fn from(bad: BadGzip) -> Self {
        io::Error::new(io::ErrorKind::InvalidData, bad)
    }
}

impl<R: Read> Gunzip<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// If the input cannot be read, or is no gzip stream of a bundle.
    pub(super) fn new(mut input: R) -> io::Result<Self> {
        let mut header = [0; HEADER];
        read_exact(&mut input, &mut header, BadGzip::NotGzip)?;
        match header {
            [0x1f, 0x8b, 8, 0, ..] => {}
            [0x1f, 0x8b, 8, ..] => return Err(BadGzip::Flags.into()),
            _ => return Err(BadGzip::NotGzip.into()),
        }
        Ok(Gunzip {
            input,
            buffer: vec![0; 64 << 10].into(),
            waiting: 0..0,
            inflate: Decompress::new(false),
            crc: Crc::new(),
            done: false,
        })
    }

    /// Checks the trailer, and that nothing follows it.
    fn end(&mut self) -> io::Result<()> {
        let mut trailer = [0; 8];
        let mut rest = self.buffer[self.waiting.clone()].chain(&mut self.input);
        read_exact(&mut rest, &mut trailer, BadGzip::Truncated)?;
        let [a, b, c, d, len @ ..] = trailer;
        if u32::from_le_bytes([a, b, c, d]) != self.crc.sum() || u32::from_le_bytes(len) != self.crc.amount()
        {
            return Err(BadGzip::Checksum.into());
        }
        match read_some(&mut rest, &mut [0])? {
            0 => Ok(()),
            _ => Err(BadGzip::Trailing.into()),
        }
    }
}

impl<R: Read> Read for Gunzip<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.done && !out.is_empty() {
            if self.waiting.is_empty() {
                let n_read = read_some(&mut self.input, &mut self.buffer)?;
                self.waiting = 0..n_read;
            }
            let (before_in, before_out) = (self.inflate.total_in(), self.inflate.total_out());
            let input = &self.buffer[self.waiting.clone()];
            let status =
                self.inflate.decompress(input, out, FlushDecompress::None).map_err(|_| BadGzip::Damaged)?;
            let n_in = (self.inflate.total_in() - before_in) as usize;
            let n_out = (self.inflate.total_out() - before_out) as usize;
            self.waiting.start += n_in;
            let allowed = FREE_GROWTH + self.inflate.total_in().saturating_mul(MAX_GROWTH);
            if self.inflate.total_out() > allowed {
                return Err(BadGzip::Bomb.into());
            }
            self.crc.update(&out[..n_out]);
            if status == Status::StreamEnd {
                self.done = true;
                self.end()?;
            } else if n_in == 0 && n_out == 0 {
                let bad = if self.waiting.is_empty() { BadGzip::Truncated } else { BadGzip::Damaged };
                return Err(bad.into());
            }
            if n_out > 0 {
                return Ok(n_out);
            }
        }
        Ok(0)
    }
}

/// As much as one call gives, interruptions passed over.
fn read_some(input: &mut impl Read, out: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(out) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

fn read_exact(input: &mut impl Read, out: &mut [u8], short: BadGzip) -> io::Result<()> {
    input.read_exact(out).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => short.into(),
        _ => error,
    })
}
