//! A small good file of each kind, made here: for the tests of what is taken, and for stories in which somebody attaches one.

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A page without a word.
pub fn pdf() -> Vec<u8> {
    pdf_with("<< /Type /Catalog /Pages 2 0 R >>", b"")
}

/// The same with this catalogue, and more objects after it.
pub fn pdf_with(catalogue: &str, more: &[u8]) -> Vec<u8> {
    let mut out = format!("%PDF-1.7\n%\u{e2}\n1 0 obj\n{catalogue}\nendobj\n").into_bytes();
    out.extend_from_slice(b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n");
    out.extend_from_slice(more);
    out.extend_from_slice(b"trailer\n<< /Root 1 0 R /Size 3 >>\nstartxref\n0\n%%EOF\n");
    out
}

/// Entries in an archive, packed.
pub fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        let method = if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).expect("begun");
        zip.write_all(content).expect("written");
    }
    zip.finish().expect("finished").into_inner()
}

fn types(part: &str, place: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Override PartName=\"{place}\" ContentType=\"application/vnd.openxmlformats-officedocument.{part}.main+xml\"/></Types>"
    )
}

/// A text by Word, with these entries besides.
pub fn docx_with(more: &[(&str, &[u8])]) -> Vec<u8> {
    let types = types("wordprocessingml.document", "/word/document.xml");
    archive(&[&[("[Content_Types].xml", types.as_bytes()), ("word/document.xml", b"<w:document/>")], more].concat())
}

pub fn docx() -> Vec<u8> {
    docx_with(&[])
}

pub fn xlsx() -> Vec<u8> {
    let types = types("spreadsheetml.sheet", "/xl/workbook.xml");
    archive(&[("[Content_Types].xml", types.as_bytes()), ("xl/workbook.xml", b"<workbook/>")])
}

/// A text by LibreOffice, with these entries besides.
pub fn odt_with(more: &[(&str, &[u8])]) -> Vec<u8> {
    let first: &[(&str, &[u8])] =
        &[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<office:document-content/>")];
    archive(&[first, more].concat())
}

pub fn odt() -> Vec<u8> {
    odt_with(&[])
}

pub fn csv() -> Vec<u8> {
    "ward,buses a day\nSt Ann’s,+12\n".into()
}

/// A chunk of a PNG.
pub fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(&[name, data].concat());
    let length = u32::try_from(data.len()).expect("small");
    [&length.to_be_bytes(), name.as_slice(), data, &crc.sum().to_be_bytes()].concat()
}

/// A black point, said to be of this size, with these chunks before the picture.
pub fn png_with(width: u32, height: u32, more: &[u8]) -> Vec<u8> {
    let mut data = ZlibEncoder::new(Vec::new(), Compression::default());
    data.write_all(&[0, 0]).expect("packed");
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let picture = chunk(b"IDAT", &data.finish().expect("packed"));
    [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", &head).as_slice(), more, &picture, &chunk(b"IEND", b"")].concat()
}

pub fn png() -> Vec<u8> {
    png_with(1, 1, b"")
}

/// A segment of a JPEG.
pub fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).expect("small");
    [&[0xff, marker], length.to_be_bytes().as_slice(), data].concat()
}

/// What a camera notes: that the picture lies on its side (6), and where it was taken.
pub fn noted() -> Vec<u8> {
    let tiff =
        b"II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0GPS 51.5N";
    segment(0xe1, &[b"Exif\0\0", tiff.as_slice()].concat())
}

/// A grey point, with these segments before the picture.
pub fn jpeg_with(width: u16, height: u16, more: &[u8]) -> Vec<u8> {
    let size = [&[8], &height.to_be_bytes()[..], &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
    // One code, of one bit: that is all a grey point needs.
    let table = |class: u8| segment(0xc4, &[&[class], [1].as_slice(), &[0; 15], &[0]].concat());
    let parts = [
        b"\xff\xd8".to_vec(),
        segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        more.to_vec(),
        segment(0xdb, &[[0].as_slice(), &[1; 64]].concat()),
        segment(0xc0, &size),
        table(0x00),
        table(0x10),
        segment(0xda, &[1, 1, 0, 0, 63, 0]),
        vec![0x3f],
        b"\xff\xd9".to_vec(),
    ];
    parts.concat()
}

pub fn jpeg() -> Vec<u8> {
    jpeg_with(1, 1, b"")
}

/// A good file of each kind, by a good name.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("plan.pdf", pdf()),
        ("letter.docx", docx()),
        ("letter.odt", odt()),
        ("buses.xlsx", xlsx()),
        ("buses.csv", csv()),
        ("map.png", png()),
        ("photo.jpg", jpeg()),
    ]
}
