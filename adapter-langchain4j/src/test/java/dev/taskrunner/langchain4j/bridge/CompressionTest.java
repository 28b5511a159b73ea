package dev.taskrunner.langchain4j.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.langchain4j.data.message.TextContent;
import dev.taskrunner.Attachment;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Attachments as people compress them, and as those do who mean harm. */
class CompressionTest {
    private static final int MEBIBYTE = 1 << 20;

    /** Who can make such bytes. */
    private enum Packer {
        GZIP {
            @Override
            OutputStream to(OutputStream out) throws IOException {
                return new GZIPOutputStream(out);
            }
        },
        BZIP2 {
            @Override
            OutputStream to(OutputStream out) throws IOException {
                return new BZip2CompressorOutputStream(out);
            }
        },
        XZ {
            @Override
            OutputStream to(OutputStream out) throws IOException {
                return new XZOutputStream(out, new LZMA2Options(1));
            }
        };

        abstract OutputStream to(OutputStream out) throws IOException;

        byte[] pack(byte[] bytes) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out = to(packed)) {
                out.write(bytes);
            }
            return packed.toByteArray();
        }
    }

    private static byte[] tar() {
        return new TarBuilder()
                .file("a.txt", "hello".getBytes(StandardCharsets.UTF_8))
                .bytes();
    }

    private static String read(byte[] bytes) {
        return ((TextContent) MediaContents.standard().of(Attachment.of(bytes)).get(0)).text();
    }

    private static TaskException refused(MediaContents reader, byte[] bytes) {
        TaskException refused = catchThrowableOfType(TaskException.class, () -> reader.of(Attachment.of(bytes)));
        assertThat(refused).as("refused").isNotNull();
        return refused;
    }

    @ParameterizedTest
    @EnumSource(Packer.class)
    @DisplayName("a tar and a single file, compressed")
    void reads(Packer packer) throws IOException {
        assertThat(read(packer.pack(tar()))).isEqualTo("File a.txt:\nhello");
        assertThat(read(packer.pack("just words".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("File attachment:\njust words");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "QlpoOTFBWSZTWc8CMkoAAHL/gMqAAEBABXeAAAIAQGKsHkAICCAAVDSn6oNDCGgaHpqCSUNGmjQADIfSgUIQSqQhEZYvKYPrQIYGI+XYOE5h"
                        + "G5QGU5x34LnMQ9/ntFFFW81b4VaMkRAPxdyRThQkM8CMkoA=",
                "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4Cf/AGZdADYaSs4diKBEuyGUH4F63aWELUdL54N8m60z+g7DZ28p6/tJhWiSkzYOY9jA8tGnQSQR"
                        + "JkQwu7fkMWgSXtLG2qhH2xaxWYx4zZSuKwGENpXj432KvNLzoeEude0/c9H8h7lBHjVyAAAAAP8w/H8cV4qNAAGCAYBQAAA10Kgs"
                        + "scRn+wIAAAAABFla"
            })
    @DisplayName("what Python's tarfile writes as 'w:bz2' and 'w:xz'")
    void readsPython(String base64) {
        assertThat(read(Base64.getDecoder().decode(base64))).isEqualTo("File list.txt:\nMilk, eggs");
    }

    @ParameterizedTest
    @EnumSource(Packer.class)
    @DisplayName("a few bytes that unpack to many: the limit ends it, whatever the kind")
    void boundsBombs(Packer packer) throws IOException {
        byte[] bomb = packer.pack(new byte[8 * MEBIBYTE]);
        assertThat(bomb.length).isLessThan(MEBIBYTE / 50);
        assertThat(refused(MediaContents.limitedTo(1000, 1), bomb).code()).isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    @DisplayName("two bzip2 streams in a row are one, and the limit holds for both together")
    void boundsStreamsInARow() throws IOException {
        byte[] one = Packer.BZIP2.pack(new byte[MEBIBYTE]);
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        assertThat(refused(MediaContents.limitedTo(1000, 1), two).code()).isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    @DisplayName("an xz that asks for much memory is refused before it gets any, with what to do")
    void boundsMemory() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        LZMA2Options options = new LZMA2Options(0);
        options.setDictSize(64 * MEBIBYTE);
        try (OutputStream out = new XZOutputStream(packed, options)) {
            out.write(tar());
        }
        TaskException refused = refused(MediaContents.standard(), packed.toByteArray());
        assertThat(refused.code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(refused.text()).contains("KiB of memory", "xz -6");
    }

    @ParameterizedTest
    @EnumSource(Packer.class)
    @DisplayName("broken and cut ones are refused by the name of their kind")
    void refusesBroken(Packer packer) throws IOException {
        byte[] packed = packer.pack(tar());
        byte[] cut = Arrays.copyOf(packed, packed.length / 2);
        byte[] wrong = packed.clone();
        Arrays.fill(wrong, packed.length / 2, packed.length, (byte) 0x55);
        for (byte[] bytes : new byte[][] {cut, wrong}) {
            TaskException refused = refused(MediaContents.standard(), bytes);
            assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
            assertThat(refused.text()).contains(packer.name().toLowerCase(java.util.Locale.ROOT), "cannot be read");
        }
    }

    @Test
    @DisplayName("a compression that nobody reads here is refused by name, with those that are read")
    void refusesZstd() {
        byte[] zstd = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0, 0};
        assertThat(refused(MediaContents.standard(), zstd).text()).contains("zstd", "gzip, bzip2 or xz");
    }

    @ParameterizedTest
    @CsvSource({"BZhello world", "BZh", "BZh9", "(a"})
    @DisplayName("words that begin like a compressed file are words")
    void readsWords(String words) {
        assertThat(read(words.getBytes(StandardCharsets.UTF_8))).isEqualTo("File attachment:\n" + words);
    }
}
