package dev.taskrunner.room;

import dev.taskrunner.AskOptions;
import dev.taskrunner.CallContext;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.RoomReady;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.LoggerFactory;

/**
 * The files of a room (classic protocol section 7.1). Paths are relative and have slashes; folders are there for as long as there
 * is a file in them. A file is seen when all of it has arrived, and not before. Files of any size are streamed, never held in
 * memory as a whole. Safe for several threads.
 *
 * <p>Errors are {@link TaskException}s: {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#ALREADY_EXISTS}, {@link ErrorCode#DENIED},
 * {@link ErrorCode#TOO_LARGE} when the room is full, {@link ErrorCode#INVALID_REQUEST} for paths that are refused.
 */
public final class StorageClient {
    private static final int PIECE = 256 << 10;
    private static final int POLICY_VIOLATION = 1008;

    private final RoomLink link;
    private final SerialExecutor inOrder;
    private final List<Consumer<StorageChange>> listeners;
    /** For whom, in each request. */
    private final JsonFields account;

    StorageClient(RoomLink link) {
        this.link = link;
        this.listeners = new CopyOnWriteArrayList<>();
        this.account = JsonFields.EMPTY;
        this.inOrder = new SerialExecutor(link.executor(), SerialExecutor.DEFAULT_LIMIT);
        link.on(MessageType.STORAGE_FILE_UPDATED, (connection, message) -> changed(connection, message, false));
        link.on(MessageType.STORAGE_FILE_DELETED, (connection, message) -> changed(connection, message, true));
    }

    private StorageClient(StorageClient room, RoomLink link, JsonFields account) {
        this.link = link;
        this.listeners = room.listeners;
        this.inOrder = room.inOrder;
        this.account = account;
    }

    /**
     * The same files, for a call: the room lets it use what this participant, the one that it is made for, and everybody who was
     * acted for further up may all use.
     *
     * @param context the call; from this room, or made by hand on behalf of somebody
     * @return the files; for as long as the call lasts
     * @throws TaskException {@link ErrorCode#DENIED} if it is made for another and the room is not of a kind that can see to that
     */
    public StorageClient within(CallContext context) {
        RoomLink its = AgentsClient.link(context, link);
        JsonFields said = new Invocation(its, AskOptions.DEFAULT, context).account();
        // Only our server reads such requests, and only it takes this one.
        if (!said.names().isEmpty() && !its.handshake().offers(RoomReady.STORAGE_READ)) {
            throw new TaskException(
                    ErrorCode.DENIED,
                    "this room cannot bound storage by the rights of those for whom it is used; use it on one's own account");
        }
        return new StorageClient(this, its, said);
    }

    private JsonFields.Builder request(String path) {
        return JsonFields.builder().putAll(account).put("path", path);
    }

    private JsonFields path(String path) {
        return request(path).build();
    }

    /**
     * Says whether a file or folder is there.
     *
     * @param path its path
     * @return whether it is there
     * @throws TaskException if the room denies it or does not answer
     */
    public boolean exists(String path) {
        return Boolean.TRUE.equals(
                link.request(MessageType.STORAGE_EXISTS, path(path)).bool("exists"));
    }

    /**
     * What is known of a file or folder.
     *
     * @param path its path
     * @return the entry, empty when there is none
     * @throws TaskException if the room denies it or does not answer
     */
    public Optional<StorageEntry> stat(String path) {
        JsonFields answer = link.request(MessageType.STORAGE_STAT, path(path));
        return Boolean.TRUE.equals(answer.bool("exists")) ? Optional.of(StorageEntry.read(answer)) : Optional.empty();
    }

    /**
     * Lists a folder.
     *
     * @param folder its path; empty for the room's own
     * @return the files and folders in it, empty when there is no such folder
     * @throws TaskException if the room denies it or does not answer
     */
    public List<StorageEntry> list(String folder) {
        List<RawJson> files =
                link.request(MessageType.STORAGE_LIST, path(folder)).array("files");
        List<StorageEntry> entries = new ArrayList<>();
        for (RawJson file : files == null ? List.<RawJson>of() : files) {
            readable(file).ifPresent(json -> entries.add(StorageEntry.read(json)));
        }
        return List.copyOf(entries);
    }

    /** Lenient: what is no entry is left out. */
    private static Optional<JsonFields> readable(RawJson file) {
        try {
            return file.isObject() ? Optional.of(file.fields()) : Optional.empty();
        } catch (WireException e) {
            LoggerFactory.getLogger(StorageClient.class).debug("an unreadable entry in a listing", e);
            return Optional.empty();
        }
    }

    /**
     * Deletes a file.
     *
     * @param path its path
     * @throws TaskException if there is none, it is a folder, or the room denies it
     */
    public void delete(String path) {
        link.exchange(MessageType.STORAGE_DELETE, Body.of(path(path)));
    }

    /**
     * Deletes a folder with all in it, or a file.
     *
     * @param path its path
     * @throws TaskException if there is none or the room denies it
     */
    public void deleteAll(String path) {
        link.exchange(
                MessageType.STORAGE_DELETE,
                Body.of(request(path).put("recursive", true).build()));
    }

    /**
     * Writes a file, in place of what is there.
     *
     * @param path its path
     * @param content read to its end, not closed
     * @throws TaskException if the room does not take it; then what was there is still there
     * @throws UncheckedIOException if the content cannot be read; then too
     */
    public void upload(String path, InputStream content) {
        upload(path, content, true, sent -> {});
    }

    /**
     * Writes a file, in place of what is there.
     *
     * @param path its path
     * @param file a file of this machine
     * @throws TaskException if the room does not take it; then what was there is still there
     * @throws UncheckedIOException if the file cannot be read; then too
     */
    public void upload(String path, Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            upload(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /**
     * Writes a file.
     *
     * @param path its path
     * @param content read to its end, not closed
     * @param overwrite whether a file that is there is replaced; else that is an error
     * @param progress hears after each piece how many bytes the room has
     * @throws TaskException if the room does not take it; then what was there is still there
     * @throws UncheckedIOException if the content cannot be read; then too
     */
    public void upload(String path, InputStream content, boolean overwrite, LongConsumer progress) {
        JsonFields handle = open(path, overwrite);
        boolean whole = false;
        try {
            send(handle, content, progress);
            whole = true;
        } catch (IOException e) {
            throw new UncheckedIOException("'" + path + "' was not uploaded: " + e.getMessage(), e);
        } finally {
            if (!whole) {
                abort(handle);
            }
        }
        link.exchange(MessageType.STORAGE_CLOSE, Body.of(handle));
    }

    private JsonFields open(String path, boolean overwrite) {
        JsonFields opened = link.request(
                MessageType.STORAGE_OPEN,
                request(path).put("overwrite", overwrite).build());
        return JsonFields.builder().put("handle", opened.raw("handle")).build();
    }

    private void send(JsonFields handle, InputStream content, LongConsumer progress) throws IOException {
        long sent = 0;
        byte[] piece = content.readNBytes(PIECE);
        while (piece.length > 0) {
            link.exchange(MessageType.STORAGE_WRITE, Body.of(handle, ByteBuffer.wrap(piece)));
            sent += piece.length;
            progress.accept(sent);
            piece = content.readNBytes(PIECE);
        }
    }

    /** Closing would make half a file seen; servers that know no abort forget the handle when the connection ends. */
    private void abort(JsonFields handle) {
        try {
            if (link.handshake().offers(RoomReady.STORAGE_READ)) {
                link.exchange(MessageType.STORAGE_ABORT, Body.of(handle));
            }
        } catch (TaskException e) {
            LoggerFactory.getLogger(StorageClient.class).debug("an upload was not taken back: {}", e.text());
        }
    }

    /**
     * Writes a small file, in place of what is there.
     *
     * @param path its path
     * @param bytes its content
     * @throws TaskException if the room does not take it
     */
    public void writeBytes(String path, byte[] bytes) {
        upload(path, new ByteArrayInputStream(bytes));
    }

    /**
     * Reads a file.
     *
     * @param path its path
     * @return its content as it comes; reading fails with an {@link IOException} when it is written again meanwhile
     * @throws TaskException if there is none or the room denies it
     */
    public InputStream download(String path) {
        if (link.handshake().offers(RoomReady.STORAGE_READ)) {
            return new FileReader(link, path, path(path));
        }
        Body file = link.exchange(MessageType.STORAGE_DOWNLOAD, Body.of(path(path)));
        byte[] bytes = new byte[file.attachment().remaining()];
        file.attachment().get(bytes);
        return new ByteArrayInputStream(bytes);
    }

    /**
     * Reads a file.
     *
     * @param path its path
     * @param target where its content goes; not closed
     * @return its size in bytes
     * @throws TaskException if there is none or the room denies it
     * @throws UncheckedIOException if the target cannot be written, or the file was written again meanwhile
     */
    public long download(String path, OutputStream target) {
        try (InputStream content = download(path)) {
            return content.transferTo(target);
        } catch (IOException e) {
            throw new UncheckedIOException("'" + path + "' was not downloaded: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a file into a file of this machine, which is replaced when all has arrived.
     *
     * @param path its path
     * @param target the file of this machine
     * @return its size in bytes
     * @throws TaskException if there is none or the room denies it
     * @throws UncheckedIOException if the target cannot be written, or the file was written again meanwhile
     */
    public long download(String path, Path target) {
        try {
            Path part = Files.createTempFile(target.toAbsolutePath().getParent(), ".part", null);
            try {
                long size;
                try (OutputStream out = Files.newOutputStream(part)) {
                    size = download(path, out);
                }
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
                return size;
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + target, e);
        }
    }

    /**
     * Reads a small file.
     *
     * @param path its path
     * @return its content
     * @throws TaskException if there is none or the room denies it
     */
    public byte[] readBytes(String path) {
        try (InputStream content = download(path)) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("'" + path + "' was not read: " + e.getMessage(), e);
        }
    }

    /**
     * Where a file can be had over HTTP for some minutes, without a token.
     *
     * @param path its path
     * @return the address; whoever has it can read the file
     * @throws TaskException if there is no such file, the room denies it, or has no HTTP
     */
    public java.net.URI downloadUrl(String path) {
        String url = link.request(MessageType.STORAGE_DOWNLOAD_URL, path(path)).string("url");
        try {
            if (url != null && !url.isEmpty()) {
                return new java.net.URI(url);
            }
        } catch (java.net.URISyntaxException e) {
            LoggerFactory.getLogger(StorageClient.class).debug("an address that is none, at position {}", e.getIndex());
        }
        throw new TaskException(ErrorCode.INVALID_RESPONSE, "the room sent no address for '" + path + "'");
    }

    /**
     * Listens to changes of files, one's own too, in the order in which they happened.
     *
     * @param listener called on the room's executor, one change after the other
     * @return takes the listener back
     */
    public Runnable onChanged(Consumer<StorageChange> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void changed(RoomConnection connection, Message message, boolean deleted) throws WireException {
        JsonFields json = message.body().json();
        String by = json.string("participant_id");
        StorageChange change = new StorageChange(json.requireString("path"), deleted, by == null ? "" : by);
        if (!listeners.isEmpty()
                && !inOrder.offer(
                        () -> listeners.forEach(listener -> SerialExecutor.runSafely(() -> listener.accept(change))))) {
            connection.close(POLICY_VIOLATION, "changes of files come faster than they are handled");
        }
    }
}
