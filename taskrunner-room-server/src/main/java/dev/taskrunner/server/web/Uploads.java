package dev.taskrunner.server.web;

import dev.taskrunner.Attachment;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpData;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a form sends: the part {@code arguments} with JSON, and any number of files, which become one tar archive as runners
 * expect it, or the part {@code attachment}, whose bytes are handed on as they are.
 *
 * @param arguments JSON; empty for none
 * @param attachment the bytes to attach; empty for none
 */
record Uploads(byte[] arguments, ByteBuffer attachment) {
    private static final String ARGUMENTS = "arguments";
    private static final String ATTACHMENT = "attachment";
    private static final int MAX_FIELDS = 256;
    private static final int MAX_FIELD_HEADER = 8 << 10;

    /** Reads all parts into memory; the request's size is bounded already. */
    static Uploads read(FullHttpRequest request) throws Problem {
        HttpPostMultipartRequestDecoder decoder = null;
        try {
            decoder = new HttpPostMultipartRequestDecoder(
                    new DefaultHttpDataFactory(false),
                    request,
                    java.nio.charset.StandardCharsets.UTF_8,
                    MAX_FIELDS,
                    MAX_FIELD_HEADER);
            return read(decoder);
        } catch (HttpPostRequestDecoder.ErrorDataDecoderException
                | HttpPostRequestDecoder.TooManyFormFieldsException
                | HttpPostRequestDecoder.TooLongFormFieldException
                | IOException e) {
            throw Problem.bad("the form cannot be read: " + e.getMessage());
        } finally {
            if (decoder != null) {
                decoder.destroy();
            }
        }
    }

    private static Uploads read(HttpPostMultipartRequestDecoder decoder) throws IOException, Problem {
        byte[] arguments = new byte[0];
        byte[] attachment = new byte[0];
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (InterfaceHttpData part : decoder.getBodyHttpDatas()) {
            if (!(part instanceof HttpData data)) {
                continue;
            }
            if (part.getName().equals(ARGUMENTS)) {
                arguments = data.get();
            } else if (part.getName().equals(ATTACHMENT)) {
                attachment = data.get();
            } else if (part instanceof FileUpload file) {
                add(files, file);
            } else {
                throw Problem.bad("the form has a part '" + part.getName()
                        + "' that is no file; there are: arguments, attachment, and files");
            }
        }
        if (attachment.length > 0 && !files.isEmpty()) {
            throw Problem.bad("the form has both files and an attachment; only one of the two can go along");
        }
        return new Uploads(arguments, files.isEmpty() ? ByteBuffer.wrap(attachment) : archive(files));
    }

    /** Adds a file under its own name, without folders. */
    private static void add(Map<String, byte[]> files, FileUpload file) throws IOException, Problem {
        String name = file.getFilename().replaceAll(".*[/\\\\]", "");
        if (files.put(name, file.get()) != null) {
            throw Problem.bad("two files have the name '" + name + "'");
        }
    }

    private static ByteBuffer archive(Map<String, byte[]> files) throws Problem {
        try {
            return Attachment.archive(files).buffer();
        } catch (IllegalArgumentException e) {
            throw Problem.bad(String.valueOf(e.getMessage()));
        }
    }
}
