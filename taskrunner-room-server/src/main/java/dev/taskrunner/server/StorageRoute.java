package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.List;

/**
 * Storage (section 7.1), and what we add: files read piece by piece, uploads taken back. Checks here, on the thread that read the
 * message; what touches files runs on the participant's lane. Thread-safe: fixed after construction.
 */
final class StorageRoute {
    private static final int ROOM_FOR_JSON = 16 << 10;
    private static final int MAX_PIECE = 4 << 20;

    private final int maxFile;
    private final FileLinks links;

    StorageRoute(RoomServerOptions options, FileLinks links) {
        maxFile = Math.max(1, options.maxMessageBytes - ROOM_FOR_JSON);
        this.links = links;
    }

    /** What is done with files; its failure is the answer. */
    @FunctionalInterface
    private interface OnFiles {
        void run(Storage storage) throws IOException;
    }

    private static void run(Request request, OnFiles work) {
        long size = request.message().size();
        request.from()
                .lane
                .add(
                        size,
                        () -> request.reply().orError(() -> {
                            try {
                                work.run(request.room().data.storage);
                            } catch (IOException e) {
                                throw DiskProblems.failure("the file was not read", e);
                            }
                        }));
    }

    /** The path of a file or folder that may be read. */
    private static String readable(Request request) throws WireException {
        String path = StoragePath.folder(request.json().requireString("path"));
        Grant.readFolder(path).require(request.from(), request.json());
        return path;
    }

    private static String readableFile(Request request) throws WireException {
        String path = StoragePath.file(request.json().requireString("path"));
        Grant.read(path).require(request.from(), request.json());
        return path;
    }

    static void exists(Request request) throws WireException {
        String path = readable(request);
        run(
                request,
                storage -> request.reply()
                        .json(JsonFields.builder()
                                .put("exists", storage.exists(path))
                                .build()));
    }

    static void stat(Request request) throws WireException {
        String path = readable(request);
        run(request, storage -> request.reply().json(storage.stat(path)));
    }

    static void list(Request request) throws WireException {
        String path = readable(request);
        run(
                request,
                storage -> request.reply()
                        .json(JsonFields.builder()
                                .put("files", storage.list(path))
                                .build()));
    }

    static void open(Request request) throws WireException {
        String path = StoragePath.file(request.json().requireString("path"));
        Grant.write(path).require(request.from(), request.json());
        boolean overwrite = Boolean.TRUE.equals(request.json().bool("overwrite"));
        run(request, storage -> {
            String handle = storage.open(request.from(), path, overwrite);
            if (request.from().gone) {
                storage.abort(request.from(), handle);
            } else {
                request.reply().json(JsonFields.builder().put("handle", handle).build());
            }
        });
    }

    static void write(Request request) throws WireException {
        String handle = request.json().requireString("handle");
        run(request, storage -> {
            storage.write(request.from(), handle, request.body().attachment());
            request.reply().empty();
        });
    }

    static void close(Request request) throws WireException {
        String handle = request.json().requireString("handle");
        run(request, storage -> {
            storage.close(request.from(), handle, file -> request.room().tellOfFile(request.from(), file, false));
            request.reply().empty();
        });
    }

    /** Ours. */
    static void abort(Request request) throws WireException {
        String handle = request.json().requireString("handle");
        run(request, storage -> {
            storage.abort(request.from(), handle);
            request.reply().empty();
        });
    }

    static void delete(Request request) throws WireException {
        String path = StoragePath.folder(request.json().requireString("path"));
        Grant.writeFolder(path).require(request.from(), request.json());
        if (path.isEmpty()) {
            throw new TaskException(ErrorCode.INVALID_REQUEST, "the room's whole storage cannot be deleted at once");
        }
        boolean recursive = Boolean.TRUE.equals(request.json().bool("recursive"));
        List<ApiScope> bounds = request.room().bounds(request.from(), request.json());
        run(request, storage -> {
            storage.delete(
                    path,
                    recursive,
                    file -> mayWrite(request.from(), bounds, file.path()),
                    file -> request.room().tellOfFile(request.from(), file, true));
            request.reply().empty();
        });
    }

    private static boolean mayWrite(Session session, List<ApiScope> bounds, String path) {
        return session.scope.mayWrite(path) && bounds.stream().allMatch(scope -> scope.mayWrite(path));
    }

    void download(Request request) throws WireException {
        String path = readableFile(request);
        run(request, storage -> {
            StoredFile file = storage.file(path);
            if (file.size() > maxFile) {
                throw new TaskException(
                        ErrorCode.TOO_LARGE,
                        "'" + path + "' has " + file.size() + " bytes, more than the " + maxFile
                                + " that fit a message; use storage.download_url");
            }
            request.reply().content(content(storage, file, 0, (int) file.size()));
        });
    }

    /** Ours. */
    void read(Request request) throws WireException {
        String path = readableFile(request);
        long offset = number(request, "offset", 0);
        long length = Math.min(Math.min(MAX_PIECE, maxFile), number(request, "length", MAX_PIECE));
        Long version = request.json().integer("version");
        run(request, storage -> {
            StoredFile file = storage.file(path);
            if (version != null && version != file.version()) {
                throw new TaskException(ErrorCode.NOT_FOUND, "'" + path + "' was written again while it was read");
            }
            long left = Math.max(0, file.size() - offset);
            request.reply().content(content(storage, file, offset, (int) Math.min(left, length)));
        });
    }

    private static long number(Request request, String name, long otherwise) {
        Long given = request.json().integer(name);
        return given == null ? otherwise : Math.max(0, given);
    }

    private static Body content(Storage storage, StoredFile file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (SeekableByteChannel channel = storage.read(file.path())) {
            channel.position(Math.min(offset, file.size())); // far behind the end no system can go
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = channel.read(bytes);
            }
        }
        if (bytes.hasRemaining()) {
            throw new IOException("the file is shorter than it was");
        }
        JsonFields ours = JsonFields.builder()
                .put("size", file.size())
                .put("version", file.version())
                .build();
        JsonFields json = JsonFields.builder()
                .put("type", "file")
                .put("name", file.name())
                .put("mime_type", file.mimeType())
                .put(Extension.MEMBER, ours)
                .build();
        return Body.of(json, bytes.flip());
    }

    void downloadUrl(Request request) throws WireException {
        String path = readableFile(request);
        run(request, storage -> {
            storage.file(path);
            String url = links.link(request.from().roomUrl, request.room().name, path);
            request.reply().json(JsonFields.builder().put("url", url).build());
        });
    }
}
