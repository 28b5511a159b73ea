package dev.taskrunner.langchain4j.bridge;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/** How an attachment is compressed, told by its first bytes; read in memory, within limits. */
enum Compression {
    GZIP("gzip", "\u001f\u008b") {
        @Override
        InputStream open(InputStream in) throws IOException {
            return new GZIPInputStream(in);
        }
    },
    BZIP2("bzip2", "BZh") {
        @Override
        InputStream open(InputStream in) throws IOException {
            return new BZip2CompressorInputStream(in, true);
        }

        /** Words may begin like this; a size and the first or last block come next. */
        @Override
        boolean isUsed(byte[] bytes) {
            return super.isUsed(bytes)
                    && bytes.length > 4
                    && bytes[3] >= '1'
                    && bytes[3] <= '9'
                    && (bytes[4] == 0x31 || bytes[4] == 0x17);
        }
    },
    XZ("xz", "\u00fd7zXZ\0") {
        @Override
        InputStream open(InputStream in) throws IOException {
            return new XZInputStream(in, MAX_MEMORY_KIB);
        }
    },
    ZSTD("zstd", "(\u00b5/\u00fd") {
        @Override
        InputStream open(InputStream in) {
            throw new TaskException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "the attachment is compressed with zstd; send a tar that is plain, or compressed with gzip, bzip2 or xz");
        }
    };

    /** Enough for {@code xz -7}; a few bytes may ask for gigabytes. */
    private static final int MAX_MEMORY_KIB = 24 << 10;
    /** Headers take a block for each file, and padding up to another. */
    private static final int BESIDES_FILES = 1 << 20;

    private final String title;
    private final String magic;

    Compression(String title, String magic) {
        this.title = title;
        this.magic = magic;
    }

    abstract InputStream open(InputStream in) throws IOException;

    boolean isUsed(byte[] bytes) {
        boolean matches = bytes.length > magic.length();
        for (int i = 0; matches && i < magic.length(); i++) {
            matches = (bytes[i] & 0xff) == magic.charAt(i);
        }
        return matches;
    }

    /** What was compressed; the bytes themselves where nothing was. */
    static byte[] undo(byte[] bytes, int maxBytes) {
        for (Compression one : values()) {
            if (one.isUsed(bytes)) {
                return one.unpacked(bytes, maxBytes);
            }
        }
        return bytes;
    }

    private byte[] unpacked(byte[] bytes, int maxBytes) {
        try (InputStream in = open(new ByteArrayInputStream(bytes))) {
            byte[] all = in.readNBytes(maxBytes + BESIDES_FILES);
            if (in.read() >= 0) {
                throw tooLarge(maxBytes);
            }
            return all;
        } catch (MemoryLimitException e) {
            throw new TaskException(
                    ErrorCode.TOO_LARGE,
                    "the attachment's xz needs " + e.getMemoryNeeded() + " KiB of memory, and at most " + MAX_MEMORY_KIB
                            + " are given; compress it with a smaller dictionary, such as that of 'xz -6'",
                    e);
        } catch (IOException e) {
            throw new TaskException(ErrorCode.INVALID_ARGUMENTS, "the attachment's " + title + " cannot be read", e);
        }
    }

    static TaskException tooLarge(int maxBytes) {
        return new TaskException(ErrorCode.TOO_LARGE, "the attachment's files have more than " + maxBytes + " bytes");
    }
}
