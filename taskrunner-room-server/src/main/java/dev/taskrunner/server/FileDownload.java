package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.stream.ChunkedNioStream;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one file as the answer to a GET, piece by piece, as fast as the peer reads; a peer that reads nothing for a while is cut
 * off. The file is opened on a thread that may wait for the disk, all else happens on the connection's event loop. Stateless.
 */
final class FileDownload {
    private static final Logger LOG = LoggerFactory.getLogger(FileDownload.class);
    private static final int PIECE = 64 << 10;
    private static final int PATIENCE_SECONDS = 60;

    private final ServerCore core;

    FileDownload(ServerCore core) {
        this.core = core;
    }

    /** A file that is open for reading. */
    private record Opened(StoredFile file, SeekableByteChannel channel, long size) {}

    void start(ChannelHandlerContext context, QueryStringDecoder uri, Consumer<Refusal> refused) throws Refusal {
        FileLinks.Target target = core.links.check(uri);
        RoomData room = core.data.room(target.room());
        try {
            room.threads.execute(() -> {
                try {
                    Opened opened = open(room.storage, target.path());
                    context.executor().execute(() -> send(context, opened));
                } catch (TaskException e) {
                    int status = e.code() == ErrorCode.NOT_FOUND ? 404 : 500;
                    context.executor().execute(() -> refused.accept(new Refusal(status, e.text())));
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("No download, the server closes", e);
            throw Refusal.busy("the room server is shutting down");
        }
    }

    private static Opened open(Storage storage, String path) {
        StoredFile file = storage.file(path);
        SeekableByteChannel channel = storage.read(path);
        try {
            return new Opened(file, channel, channel.size());
        } catch (IOException e) {
            throw DiskProblems.failure("the file '" + path + "' cannot be read", e);
        }
    }

    private static void send(ChannelHandlerContext context, Opened opened) {
        if (!context.channel().isActive()) {
            close(opened.channel());
            return;
        }
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        String name =
                URLEncoder.encode(opened.file().name(), StandardCharsets.UTF_8).replace("+", "%20");
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, opened.file().mimeType())
                .set(HttpHeaderNames.CONTENT_LENGTH, opened.size())
                .set(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename*=UTF-8''" + name)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(
                        HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN,
                        "*") // the link is the right to read, whoever follows it
                .set("X-Content-Type-Options", "nosniff")
                .set("Content-Security-Policy", "sandbox");
        HttpUtil.setKeepAlive(response, false);
        context.pipeline()
                .addBefore(context.name(), "patience", new WriteTimeoutHandler(PATIENCE_SECONDS))
                .addBefore(context.name(), "pieces", new ChunkedWriteHandler());
        context.write(response);
        context.write(new ChunkedNioStream(opened.channel(), PIECE)); // closes the channel, whatever happens
        context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(ChannelFutureListener.CLOSE);
    }

    private static void close(SeekableByteChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("A file stays open", e);
        }
    }
}
