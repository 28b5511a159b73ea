package dev.taskrunner.langchain4j;

import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.langchain4j.bridge.MediaContents;
import dev.taskrunner.schema.Violation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the values of an agent's parameters come from, and the files among them. */
final class Slots {
    private static final String URL_WORDS = "An http(s) URL, or a data: URL; or send the file as the attachment.";

    private Slots() {}

    /**
     * What a task brings.
     *
     * @param context the task
     * @param values its bound arguments, by name
     * @param memory whose memory it uses
     * @param files its attachment, for whoever takes files
     */
    record Call(TaskContext context, Map<String, @Nullable Object> values, Memory memory, List<Content> files) {
        static Call of(TaskContext context, Map<String, @Nullable Object> values, Memory memory, boolean takesFiles) {
            if (context.attachment().isEmpty()) {
                return new Call(context, values, memory, List.of());
            }
            if (!takesFiles) {
                throw refused("", "attachment", "this agent takes no attachment");
            }
            List<Content> files =
                    MediaContents.standard().of(context.attachment().get());
            return new Call(context, values, memory, files);
        }
    }

    /** Gives the value of one parameter. */
    @FunctionalInterface
    interface Slot {
        @Nullable
        Object value(Call call);
    }

    static TaskException refused(String pointer, String keyword, String text) {
        Violation violation =
                new Violation(pointer, keyword, "", "", (pointer.isEmpty() ? "(root)" : pointer) + ": " + text);
        return TaskException.invalid(ErrorCode.INVALID_ARGUMENTS, "arguments", List.of(violation));
    }

    static boolean isContent(Type type) {
        return type instanceof Class<?> raw && Content.class.isAssignableFrom(raw);
    }

    static boolean isContents(Type type) {
        return element(type) instanceof Class<?> item && Content.class.isAssignableFrom(item);
    }

    static boolean isMessage(Type type) {
        return type == ChatMessage.class || type == UserMessage.class;
    }

    static boolean isMessages(Type type) {
        return element(type) instanceof Class<?> item && isMessage(item);
    }

    /** The element type of a list; null for anything else. */
    private static @Nullable Type element(Type type) {
        if (!(type instanceof ParameterizedType list) || list.getRawType() != List.class) {
            return null;
        }
        Type item = list.getActualTypeArguments()[0];
        return item instanceof WildcardType any ? any.getUpperBounds()[0] : item;
    }

    static Slot argument(String name) {
        return call -> call.values().get(name);
    }

    /** All files. */
    static Slot files() {
        return Call::files;
    }

    /** The files of one kind are refused where they do not fit; one URL will do instead. */
    static Slot file(String name, Class<?> kind) {
        return call -> {
            if (call.values().get(name) instanceof String url) {
                return kind == TextContent.class ? TextContent.from(url) : fromUrl(name, url, kind);
            }
            if (call.files().size() != 1 || !kind.isInstance(call.files().get(0))) {
                throw refused(
                        "/" + name,
                        "attachment",
                        "one file of the kind " + kind.getSimpleName()
                                + " is required, as the attachment or as a URL here");
            }
            return call.files().get(0);
        };
    }

    static String fileWords(Class<?> kind) {
        return kind == TextContent.class ? "The text." : URL_WORDS;
    }

    private static Content fromUrl(String name, String url, Class<?> kind) {
        if (url.startsWith("data:")) {
            int comma = url.indexOf(";base64,");
            if (comma < 0) {
                throw refused("/" + name, "format", "a data: URL must be of base64");
            }
            return fromData(name, url.substring(5, comma), url.substring(comma + 8), kind);
        }
        if (!url.startsWith("http://") && !url.startsWith("https://")) {
            throw refused("/" + name, "format", "not an http, https or data URL");
        }
        URI uri = URI.create(url);
        if (kind.isAssignableFrom(ImageContent.class)) {
            return ImageContent.from(uri);
        }
        if (kind == PdfFileContent.class) {
            return PdfFileContent.from(uri);
        }
        return kind == AudioContent.class ? AudioContent.from(uri) : VideoContent.from(uri);
    }

    private static Content fromData(String name, String type, String data, Class<?> kind) {
        byte[] bytes;
        try {
            bytes = java.util.Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw new TaskException(ErrorCode.INVALID_ARGUMENTS, "/" + name + ": the data: URL is not base64", e);
        }
        List<Content> read = MediaContents.standard()
                .of(new dev.taskrunner.Content.File(name, type, dev.taskrunner.Attachment.of(bytes)));
        if (!kind.isInstance(read.get(0))) {
            throw refused("/" + name, "format", "not of the kind " + kind.getSimpleName());
        }
        return read.get(0);
    }

    /** A message of the caller, with the files. */
    static Slot message(String name) {
        return call -> message(call, String.valueOf(call.values().get(name)));
    }

    /** The conversation so far, and a message of the caller. */
    static Slot messages(String name) {
        return call -> {
            List<ChatMessage> all = new ArrayList<>(Conversations.of(call.context()));
            all.add(message(call, String.valueOf(call.values().get(name))));
            return all;
        };
    }

    static UserMessage message(Call call, String text) {
        List<Content> parts = new ArrayList<>();
        parts.add(TextContent.from(text));
        parts.addAll(call.files());
        return UserMessage.from(parts);
    }
}
