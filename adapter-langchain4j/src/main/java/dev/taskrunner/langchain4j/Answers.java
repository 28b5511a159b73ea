package dev.taskrunner.langchain4j;

import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.TokenStream;
import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskResult;
import dev.taskrunner.function.TypeBinding;
import dev.taskrunner.langchain4j.bridge.ResponseMetadata;
import dev.taskrunner.schema.JsonSchema;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** What becomes of an agent's answer, by its declared type: the schema, and the result. Immutable; safe for several threads. */
final class Answers {
    private static final Set<Class<?>> TEXTS =
            Set.of(String.class, TokenStream.class, AiMessage.class, ChatResponse.class, CharSequence.class);
    private static final Set<Class<?>> PICTURES = Set.of(Image.class, ImageContent.class);
    private static final Set<Class<?>> WRAPPERS =
            Set.of(Result.class, Response.class, CompletionStage.class, CompletableFuture.class);

    private final TypeBinding.Result binding;
    private final boolean isList;

    private Answers(TypeBinding.Result binding, boolean isList) {
        this.binding = binding;
        this.isList = isList;
    }

    static Answers of(Type declared) {
        Type type = declared;
        while (isWrapper(type)) {
            type = argument(type);
        }
        if (!isPublisher(type)) {
            return new Answers(TypeBinding.standard().result(plain(type)), false);
        }
        Type item = plain(argument(type));
        return item == String.class
                ? new Answers(TypeBinding.standard().result(String.class), false)
                : new Answers(TypeBinding.standard().result(new ListOf(item)), true);
    }

    private static Type plain(Type type) {
        if (TEXTS.contains(raw(type))) {
            return String.class;
        }
        return PICTURES.contains(raw(type)) ? Content.class : type;
    }

    private static boolean isWrapper(Type type) {
        return WRAPPERS.contains(raw(type)) || raw(type).getName().equals(Agentic.RESULT_WITH_SCOPE);
    }

    private static boolean isPublisher(Type type) {
        return Flow.Publisher.class.isAssignableFrom(raw(type))
                || Optionals.REACTIVE_STREAMS && Reactive.isPublisher(raw(type));
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : Object.class;
    }

    private static Type argument(Type type) {
        return type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : Object.class;
    }

    /** A list of something known only now. */
    private record ListOf(Type item) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return new Type[] {item};
        }

        @Override
        public Type getRawType() {
            return List.class;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return null;
        }
    }

    Optional<JsonSchema> schema() {
        return binding.schema();
    }

    TaskResult read(TaskContext context, @Nullable Object value) throws Exception {
        if (value instanceof Result<?> result) {
            return ResponseMetadata.add(read(context, result.content()), result);
        }
        if (value instanceof Response<?> response) {
            return ResponseMetadata.addUsage(
                    read(context, response.content()), response.tokenUsage(), response.finishReason());
        }
        if (value instanceof ChatResponse response) {
            return ResponseMetadata.add(read(context, response.aiMessage()), response);
        }
        if (value instanceof AiMessage message) {
            return read(context, message.text() == null ? "" : message.text());
        }
        if (value instanceof TokenStream stream) {
            return Streams.await(context, stream);
        }
        if (value instanceof CompletionStage<?> stage) {
            return read(context, await(stage));
        }
        if (value != null && value.getClass().getName().equals(Agentic.RESULT_WITH_SCOPE)) {
            return read(context, Agentic.withoutScope(value));
        }
        return readPlain(context, value);
    }

    private TaskResult readPlain(TaskContext context, @Nullable Object value) throws Exception {
        if (value instanceof CharSequence text) {
            return TaskResult.of(Templates.restored(text.toString()));
        }
        if (value instanceof ImageContent picture) {
            return picture(picture.image());
        }
        if (value instanceof Image image) {
            return picture(image);
        }
        if (value instanceof Flow.Publisher<?> publisher) {
            return published(context, publisher);
        }
        if (value != null && Optionals.REACTIVE_STREAMS && Reactive.isPublisher(value.getClass())) {
            return published(context, Reactive.flow(value));
        }
        return restored(binding.write(context, value));
    }

    /** Also in the fields of what a model made of the caller's words. */
    private static TaskResult restored(TaskResult result) {
        String json = result.content() instanceof Content.Json ? result.toJson() : "";
        String said = Templates.restored(json);
        if (said.equals(json)) {
            return result;
        }
        TaskResult restored = TaskResult.of(Content.Json.parse(said));
        for (Map.Entry<String, Object> one : result.metadata().entrySet()) {
            restored = restored.withMetadata(one.getKey(), one.getValue());
        }
        return restored;
    }

    private TaskResult published(TaskContext context, Flow.Publisher<?> publisher) throws Exception {
        List<Object> items = Items.await(context, publisher);
        if (isList || !items.stream().allMatch(String.class::isInstance)) {
            return restored(binding.write(context, items));
        }
        StringBuilder text = new StringBuilder();
        items.forEach(text::append);
        return TaskResult.of(Templates.restored(text.toString()));
    }

    private static @Nullable Object await(CompletionStage<?> stage) throws Exception {
        CompletableFuture<?> future = stage.toCompletableFuture();
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        }
    }

    private static TaskResult picture(Image image) {
        String type = image.mimeType() == null ? "image/png" : image.mimeType();
        String name = "image." + type.substring(type.indexOf('/') + 1);
        if (image.base64Data() == null) {
            return TaskResult.of(new Content.Link(name, String.valueOf(image.url())));
        }
        byte[] bytes = Base64.getDecoder().decode(image.base64Data());
        return TaskResult.of(new Content.File(name, type, Attachment.of(bytes)));
    }
}
