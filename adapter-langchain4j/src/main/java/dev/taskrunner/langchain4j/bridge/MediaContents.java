package dev.taskrunner.langchain4j.bridge;

import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.VideoContent;
import dev.taskrunner.Attachment;
import dev.taskrunner.Content.File;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Files as what models take: images, PDF, audio, video, text. Attachments are tar archives, plain or compressed with gzip, bzip2
 * or xz (classic protocol §10.7), or one file, told by its first bytes. Nothing is written to disk. Immutable; safe for several threads.
 */
public final class MediaContents {
    private static final MediaContents STANDARD = new MediaContents(20 << 20, 100);

    private final int maxBytes;
    private final int maxFiles;

    private MediaContents(int maxBytes, int maxFiles) {
        this.maxBytes = maxBytes;
        this.maxFiles = maxFiles;
    }

    /**
     * The usual limits: 20 MiB unpacked, 100 files.
     *
     * @return the standard reader
     */
    public static MediaContents standard() {
        return STANDARD;
    }

    /**
     * Sets other limits.
     *
     * @param bytes how many bytes all files of one attachment may have together, unpacked
     * @param files how many files there may be
     * @return a reader with these limits
     */
    public static MediaContents limitedTo(int bytes, int files) {
        if (bytes < 1 || files < 1) {
            throw new IllegalArgumentException("both limits are at least 1, not " + bytes + " and " + files);
        }
        return new MediaContents(bytes, files);
    }

    /**
     * Reads an attachment.
     *
     * @param attachment a tar archive or one file of a known kind, plain or compressed
     * @return its files, in order; text with its file name above it
     * @throws TaskException {@link ErrorCode#INVALID_ARGUMENTS} for an archive that cannot be read, a path that leads out of
     *     it, or a file of a kind that models do not take, by its name; {@link ErrorCode#TOO_LARGE} beyond the limits
     */
    public List<Content> of(Attachment attachment) {
        byte[] bytes = Compression.undo(attachment.toByteArray(), maxBytes);
        if (!Tar.isTar(bytes)) {
            return of(new File("attachment", "", Attachment.wrap(ByteBuffer.wrap(bytes))));
        }
        List<Content> contents = new ArrayList<>();
        for (Tar.Entry entry : Tar.read(bytes, maxBytes, maxFiles)) {
            contents.addAll(of(new File(entry.name(), "", Attachment.wrap(entry.data()))));
        }
        return contents;
    }

    /**
     * How many bytes all files of one attachment may have together.
     *
     * @return the limit
     */
    public int maxBytes() {
        return maxBytes;
    }

    /**
     * How many files there may be.
     *
     * @return the limit
     */
    public int maxFiles() {
        return maxFiles;
    }

    /**
     * Reads a file.
     *
     * @param file the file; without MIME type it is told by its name, then by its first bytes
     * @return the content
     * @throws TaskException {@link ErrorCode#INVALID_ARGUMENTS} for a kind that models do not take;
     *     {@link ErrorCode#TOO_LARGE} beyond the limit
     */
    public List<Content> of(File file) {
        if (file.data().size() > maxBytes) {
            throw new TaskException(
                    ErrorCode.TOO_LARGE,
                    "file '" + file.name() + "' has " + file.data().size() + " bytes; at most " + maxBytes
                            + " can be read");
        }
        byte[] bytes = file.data().toByteArray();
        String type = MimeTypes.of(file.name(), file.mimeType(), bytes);
        if (MimeTypes.isText(type)) {
            return List.of(TextContent.from("File " + file.name() + ":\n" + text(file.name(), bytes)));
        }
        String data = Base64.getEncoder().encodeToString(bytes);
        if (type.startsWith("image/")) {
            return List.of(ImageContent.from(data, type));
        }
        if (type.equals("application/pdf")) {
            return List.of(PdfFileContent.from(data, type));
        }
        if (type.startsWith("audio/")) {
            return List.of(AudioContent.from(data, type));
        }
        if (type.startsWith("video/")) {
            return List.of(VideoContent.from(data, type));
        }
        throw new TaskException(
                ErrorCode.INVALID_ARGUMENTS,
                "file '" + file.name() + "' is of a kind that models do not take ("
                        + (type.isEmpty() ? "unknown" : type) + "); send text, images, PDF, audio or video");
    }

    private static String text(String name, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new TaskException(ErrorCode.INVALID_ARGUMENTS, "file '" + name + "' is not text in UTF-8", e);
        }
    }
}
