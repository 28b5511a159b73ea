package dev.taskrunner.chat;

import dev.langchain4j.data.message.Content;
import dev.taskrunner.Attachment;
import dev.taskrunner.CallContext;
import dev.taskrunner.Content.File;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.langchain4j.bridge.MediaContents;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.StorageClient;
import dev.taskrunner.room.StorageEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of the room that a message names (classic protocol §11.2), as a model takes them; read with no more rights than the sender has.
 * Immutable; safe for several threads.
 */
final class AttachedFiles {
    private static final int PIECE = 64 << 10;

    private final Room room;
    private final MediaContents media;

    AttachedFiles(Room room, MediaContents media) {
        this.room = room;
        this.media = media;
    }

    /**
     * Reads files, for as long as somebody waits for the answer.
     *
     * @throws TaskException naming the file that is not there, may not be read, is too large, or of a kind that models do not take;
     *     or what went wrong otherwise, which is no fault of who named it
     */
    List<Content> read(CallContext context, List<String> paths) {
        if (paths.size() > media.maxFiles()) {
            throw new TaskException(
                    ErrorCode.TOO_LARGE,
                    paths.size() + " files are attached, and at most " + media.maxFiles() + " are read");
        }
        List<Content> contents = new ArrayList<>();
        if (!paths.isEmpty()) {
            StorageClient files = room.storage().within(context);
            long left = media.maxBytes();
            for (String path : paths) {
                byte[] bytes = read(context, files, path, left);
                left -= bytes.length;
                contents.addAll(media.of(new File(path, "", Attachment.wrap(ByteBuffer.wrap(bytes)))));
            }
        }
        return contents;
    }

    private byte[] read(CallContext context, StorageClient files, String path, long most) {
        goOn(context);
        StorageEntry entry = files.stat(path)
                .orElseThrow(() -> new TaskException(ErrorCode.NOT_FOUND, "there is no file '" + path + "'"));
        // What is read may be more than what was announced.
        if (entry.size().orElse(0L) > most) {
            throw tooLarge(path);
        }
        try (InputStream content = files.download(path)) {
            return read(context, content, path, most);
        } catch (IOException e) {
            throw unread(path, e);
        }
    }

    private byte[] read(CallContext context, InputStream content, String path, long most) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        for (int many = content.read(piece); many >= 0; many = content.read(piece)) {
            if (many > most - read.size()) {
                throw tooLarge(path);
            }
            read.write(piece, 0, many);
            goOn(context);
        }
        return read.toByteArray();
    }

    /** Nothing is read for an answer that nobody waits for any more. */
    private static void goOn(CallContext context) {
        context.cancellation().throwIfCancelled();
        if (context.remaining().filter(Duration::isZero).isPresent()) {
            throw new TaskException(ErrorCode.TIMED_OUT, "the time for the answer was over while its files were read");
        }
    }

    /** What the room said of it, where it said something. */
    private static TaskException unread(String path, IOException e) {
        return e.getCause() instanceof TaskException why
                ? why.rethrown()
                : new TaskException(ErrorCode.FAILED, "'" + path + "' could not be read to its end", e);
    }

    private TaskException tooLarge(String path) {
        return new TaskException(
                ErrorCode.TOO_LARGE,
                "with '" + path + "' the files have more than " + media.maxBytes() + " bytes, which is the limit");
    }
}
