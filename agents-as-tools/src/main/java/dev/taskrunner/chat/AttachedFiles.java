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
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of the room that a message names (classic protocol §11.2), as a model takes them; read with no more rights than the sender has.
 * Immutable; safe for several threads.
 */
final class AttachedFiles {
    private final Room room;
    private final MediaContents media;

    AttachedFiles(Room room, MediaContents media) {
        this.room = room;
        this.media = media;
    }

    /**
     * Reads files.
     *
     * @throws TaskException naming the file that is not there, may not be read, is too large, or of a kind that models do not take
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
                byte[] bytes = read(files, path, left);
                left -= bytes.length;
                contents.addAll(media.of(new File(path, "", Attachment.wrap(ByteBuffer.wrap(bytes)))));
            }
        }
        return contents;
    }

    private byte[] read(StorageClient files, String path, long most) {
        StorageEntry entry = files.stat(path)
                .orElseThrow(() -> new TaskException(ErrorCode.NOT_FOUND, "there is no file '" + path + "'"));
        // What is read may be more than what was announced.
        if (entry.size().orElse(0L) > most) {
            throw tooLarge(path);
        }
        try (InputStream content = files.download(path)) {
            byte[] bytes = content.readNBytes((int) most);
            if (content.read() >= 0) {
                throw tooLarge(path);
            }
            return bytes;
        } catch (IOException e) {
            throw new TaskException(ErrorCode.NOT_FOUND, "the file '" + path + "' was changed while it was read", e);
        }
    }

    private TaskException tooLarge(String path) {
        return new TaskException(
                ErrorCode.TOO_LARGE,
                "with '" + path + "' the files have more than " + media.maxBytes() + " bytes, which is the limit");
    }
}
