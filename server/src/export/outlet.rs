//! From a thread that writes to somebody who reads, piece by piece. The writer waits while the reader is slow, and
//! stops when the reader has gone. What ends without its end said has broken off, whatever the reason.

use std::io::Write;

use bytes::Bytes;
use futures::Stream;
use tokio::sync::mpsc;

use super::name::{Label, content_disposition};
use super::write::Writer;
use super::{ExportError, Format};

/// Bytes of a piece.
const PIECE: usize = 64 * 1024;
/// Pieces that are under way at most.
const AHEAD: usize = 4;

enum Piece {
    Bytes(Bytes),
    Failed(ExportError),
    End,
}

/// What a writer writes to.
pub struct Outlet {
    to: mpsc::Sender<Piece>,
    buffer: Vec<u8>,
}

impl Outlet {
    fn send(&mut self) -> std::io::Result<()> {
        let piece = Piece::Bytes(std::mem::take(&mut self.buffer).into());
        self.to.blocking_send(piece).map_err(|_| std::io::ErrorKind::BrokenPipe.into())
    }

    fn end(mut self) {
        if self.buffer.is_empty() || self.send().is_ok() {
            // Nobody listens any more where this fails: then nobody needs to know.
            let _ = self.to.blocking_send(Piece::End);
        }
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PIECE {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

type Work = Box<dyn FnOnce(Sink) -> Result<Writer<Outlet>, ExportError> + Send>;

/// Where rows go: it becomes a [`Writer`] once the columns are known.
pub struct Sink {
    outlet: Outlet,
    format: Format,
    label: Label,
}

impl Sink {
    /// A writer of these columns.
    pub fn columns(self, columns: &[archive::table::Column]) -> Result<Writer<Outlet>, ExportError> {
        Writer::new(self.format, columns, &self.label, self.outlet)
    }
}

/// An export that has been checked and not begun.
pub struct Ready {
    label: Label,
    format: Format,
    work: Work,
}

impl std::fmt::Debug for Ready {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ready").field("label", &self.label).field("format", &self.format).finish_non_exhaustive()
    }
}

impl Ready {
    pub(super) fn new(
        label: Label,
        format: Format,
        work: impl FnOnce(Sink) -> Result<Writer<Outlet>, ExportError> + Send + 'static,
    ) -> Self {
        Self { label, format, work: Box::new(work) }
    }

    /// What the file is called.
    pub fn file_name(&self) -> &str {
        &self.label.file_name
    }

    /// The header `Content-Disposition` of a download.
    pub fn content_disposition(&self) -> String {
        content_disposition(&self.label.file_name)
    }

    /// The media type.
    pub fn media_type(&self) -> &'static str {
        self.format.media_type()
    }

    /// Begins to write. Dropping the download stops it.
    pub fn begin(self) -> Download {
        let (to, from) = mpsc::channel(AHEAD);
        let Self { label, format, work } = self;
        tokio::task::spawn_blocking(move || {
            let outlet = Outlet { to: to.clone(), buffer: Vec::with_capacity(PIECE) };
            let name = label.file_name.clone();
            match work(Sink { outlet, format, label }).and_then(Writer::finish) {
                Ok(outlet) => outlet.end(),
                Err(_) if to.is_closed() => tracing::debug!(name, "nobody waits for the export any more"),
                Err(error) => {
                    tracing::error!(%error, name, "an export broke off");
                    let _ = to.blocking_send(Piece::Failed(error));
                }
            }
        });
        Download { from: Some(from) }
    }
}

/// The bytes of an export as they are written. Ends with an error unless it is complete.
#[derive(Debug)]
pub struct Download {
    from: Option<mpsc::Receiver<Piece>>,
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Bytes(_) => "Bytes",
            Self::Failed(_) => "Failed",
            Self::End => "End",
        })
    }
}

impl Download {
    /// The next piece; `None` after the last of a complete export.
    pub async fn next(&mut self) -> Option<Result<Bytes, ExportError>> {
        let piece = self.from.as_mut()?.recv().await;
        if let Some(Piece::Bytes(bytes)) = piece {
            return Some(Ok(bytes));
        }
        self.from = None;
        match piece {
            Some(Piece::End) => None,
            Some(Piece::Failed(error)) => Some(Err(error)),
            Some(Piece::Bytes(_)) | None => Some(Err(ExportError::CutOff)),
        }
    }

    /// As a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, ExportError>> + Send + 'static {
        futures::stream::unfold(self, |mut download| async move { Some((download.next().await?, download)) })
    }
}
