package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Files of one connection in the current generation, where each is a stream of its own (current protocol §5.9): makes of the classic
 * requests to open, write and close, and to download, the items of such a stream, and of its items their answers.
 *
 * <p>Each stream guards itself; requests come from any thread, items on the transport's thread. What a request sends is returned, what
 * an item calls for is sent by {@link #connection}. A download is bounded by the connection's largest message.
 */
final class CurrentFiles {
    private static final int PIECE = 64 << 10;
    private static final String KIND = "kind";

    private final RoomConnection connection;
    private final long maxBytes;
    private final Map<String, Stream> streams = new ConcurrentHashMap<>();

    CurrentFiles(RoomConnection connection, long maxBytes) {
        this.connection = connection;
        this.maxBytes = maxBytes;
    }

    /** One file on its way; guarded by itself. */
    private static final class Stream {
        final boolean upload;
        final JsonFields start;
        /** The request that waits for the next item; -1 for none. */
        long waiting;

        ByteBuffer rest = Body.NO_ATTACHMENT; // what is still to be written
        int allowed; // how many bytes the room has asked for
        boolean opened; // whether who opens it was told
        boolean ending; // whether the end was sent
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        JsonFields described = JsonFields.EMPTY;

        Stream(boolean upload, JsonFields start, long waiting) {
            this.upload = upload;
            this.start = start;
            this.waiting = waiting;
        }

        List<Message> answer(Body body) {
            long id = waiting;
            waiting = -1;
            return id == -1 ? List.of() : List.of(Message.of(id, "__response__", body));
        }
    }

    private static Message chunk(long id, String name, JsonFields chunk, ByteBuffer bytes) {
        return Message.of(id, CurrentType.REQUEST_CHUNK, Body.of(Contents.chunkMessage(name, chunk), bytes));
    }

    /** Remembers a file whose stream is about to be opened under that name. */
    void begin(String name, long id, boolean upload, JsonFields request) {
        JsonFields.Builder start = JsonFields.builder().putAll(request).put(KIND, "start");
        if (upload) {
            String path = String.valueOf(request.string("path"));
            start.put("overwrite", Boolean.TRUE.equals(request.bool("overwrite")))
                    .put("name", path.substring(path.lastIndexOf('/') + 1))
                    .put("mime_type", "application/octet-stream")
                    .put("size", null);
        } else {
            start.put("chunk_size", PIECE);
        }
        streams.put(name, new Stream(upload, start.build(), id));
    }

    /** Whether a stream of that name is one of files. */
    boolean has(String name) {
        return streams.containsKey(name);
    }

    /** The room has opened the stream, or refused it: the answer to who waits for that. */
    List<Message> opened(String name, Body answer) {
        Stream stream = streams.get(name);
        if (stream == null) {
            return List.of();
        } else if (!Contents.isOpen(answer.json())) {
            streams.remove(name);
            synchronized (stream) {
                return stream.answer(answer);
            }
        }
        connection.sendNow(chunk(connection.nextId(), name, Contents.binary(stream.start), Body.NO_ATTACHMENT));
        return List.of();
    }

    /** Bytes to be written; what the room has not asked for yet waits. */
    @Nullable
    Message write(String name, long id, ByteBuffer bytes) {
        Stream stream = streams.get(name);
        if (stream == null) {
            return null;
        }
        synchronized (stream) {
            stream.waiting = id;
            stream.rest = bytes;
            return next(stream, name);
        }
    }

    /** The next piece; null when there is nothing to send, or the room has not asked. */
    private @Nullable Message next(Stream stream, String name) {
        if (stream.allowed == 0 || !stream.rest.hasRemaining()) {
            return null;
        }
        int size = Math.min(stream.allowed, stream.rest.remaining());
        ByteBuffer piece = stream.rest.slice(stream.rest.position(), size);
        stream.rest = stream.rest.slice(stream.rest.position() + size, stream.rest.remaining() - size);
        stream.allowed = 0;
        JsonFields data = JsonFields.builder().put(KIND, "data").build();
        return chunk(connection.nextId(), name, Contents.binary(data), piece);
    }

    /** No more bytes come; the room answers with the stream's end. */
    @Nullable
    Message close(String name, long id) {
        Stream stream = streams.get(name);
        if (stream == null) {
            return null;
        }
        synchronized (stream) {
            stream.waiting = id;
            stream.ending = true;
        }
        return end(name);
    }

    private Message end(String name) {
        return chunk(connection.nextId(), name, Contents.close(Contents.NORMAL, null), Body.NO_ATTACHMENT);
    }

    /** What was sent is not to be stored: there is no word for that in this generation, but ours understand. */
    @Nullable
    Message abort(String name, long id) {
        Stream stream = streams.get(name);
        if (stream == null) {
            return null;
        }
        synchronized (stream) {
            stream.waiting = id;
        }
        JsonFields abort = JsonFields.builder().put(KIND, "abort").build();
        return chunk(connection.nextId(), name, Contents.binary(abort), Body.NO_ATTACHMENT);
    }

    /** An item of a stream. */
    List<Message> item(String name, JsonFields chunk, ByteBuffer payload) throws WireException {
        Stream stream = streams.get(name);
        if (stream == null) {
            return List.of();
        }
        synchronized (stream) {
            if ("error".equals(chunk.string("type"))) {
                streams.remove(name);
                return stream.answer(Body.of(chunk));
            } else if (Contents.isClose(chunk)) {
                streams.remove(name);
                return stream.answer(end(stream));
            }
            JsonFields given = chunk.object("headers");
            JsonFields headers = given == null ? JsonFields.EMPTY : given;
            return stream.upload ? pulled(stream, name, headers) : received(stream, name, headers, payload);
        }
    }

    private static Body end(Stream stream) {
        if (stream.upload) {
            return stream.ending ? ContentCodec.empty() : broken("the room ended the upload");
        }
        JsonFields file = JsonFields.builder()
                .put("type", "file")
                .put("name", stream.described.string("name"))
                .put("mime_type", stream.described.string("mime_type"))
                .build();
        Long size = stream.described.integer("size");
        return size != null && size == stream.received.size()
                ? Body.of(file, ByteBuffer.wrap(stream.received.toByteArray()))
                : broken("the room sent " + stream.received.size() + " of " + size + " bytes");
    }

    private static Body broken(String text) {
        return ContentCodec.error(new ErrorInfo(text, ErrorCode.INVALID_RESPONSE, List.of()));
    }

    /** The room asks for more: tells who opened the file, or who waits for the rest to be taken. */
    private List<Message> pulled(Stream stream, String name, JsonFields headers) {
        Long size = headers.integer("chunk_size");
        stream.allowed = size == null ? PIECE : (int) Math.max(1, Math.min(PIECE, size));
        if (!stream.opened) {
            stream.opened = true;
            JsonFields handle = JsonFields.builder().put("handle", name).build();
            return stream.answer(ContentCodec.json(handle));
        }
        Message next = next(stream, name);
        if (next != null) {
            connection.sendNow(next);
            return List.of();
        }
        return stream.ending ? List.of() : stream.answer(ContentCodec.empty());
    }

    private List<Message> tooLarge(Stream stream, String name) {
        streams.remove(name);
        connection.sendNow(end(name));
        String text = "the file has more than " + maxBytes + " bytes, the largest message here";
        return stream.answer(ContentCodec.error(new ErrorInfo(text, ErrorCode.TOO_LARGE, List.of())));
    }

    private List<Message> received(Stream stream, String name, JsonFields headers, ByteBuffer payload) {
        if ("start".equals(headers.string(KIND))) {
            stream.described = headers;
        } else {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            stream.received.writeBytes(bytes);
        }
        if (stream.received.size() > maxBytes) {
            return tooLarge(stream, name);
        }
        Long size = stream.described.integer("size");
        if (size == null || size > stream.received.size()) {
            JsonFields pull = JsonFields.builder().put(KIND, "pull").build();
            connection.sendNow(chunk(connection.nextId(), name, Contents.binary(pull), Body.NO_ATTACHMENT));
        }
        return List.of();
    }
}
