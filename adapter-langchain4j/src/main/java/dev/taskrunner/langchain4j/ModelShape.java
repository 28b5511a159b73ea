package dev.taskrunner.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.function.TypeBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A bare model: a prompt goes in, text comes out. */
final class ModelShape implements AgentShape {
    private static final String PROMPT = "prompt";

    private final Chat chat;
    private final Answers answers = Answers.of(ChatResponse.class);
    private final TypeBinding.Arguments arguments = TypeBinding.standard()
            .arguments(List.of(new TypeBinding.Property(
                    PROMPT, String.class, null, false, null, "What to ask the model.", Map.of("pattern", "\\S"))));

    /** Asks the model. */
    @FunctionalInterface
    private interface Chat {
        TaskResult ask(TaskContext context, ChatRequest request) throws Exception;
    }

    private ModelShape(Chat chat) {
        this.chat = chat;
    }

    static ModelShape of(ChatModel model) {
        Answers answers = Answers.of(ChatResponse.class);
        return new ModelShape((context, request) -> answers.read(context, model.chat(request)));
    }

    static ModelShape of(StreamingChatModel model) {
        return new ModelShape((context, request) -> {
            Streams stream = new Streams(context);
            return stream.answer(() -> model.chat(request, handler(stream)));
        });
    }

    private static StreamingChatResponseHandler handler(Streams stream) {
        return new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String partialResponse) {
                stream.partial(partialResponse, null);
            }

            @Override
            public void onPartialResponse(PartialResponse partialResponse, PartialResponseContext context) {
                stream.partial(partialResponse.text(), context.streamingHandle());
            }

            @Override
            public void onCompleteResponse(ChatResponse completeResponse) {
                stream.complete(completeResponse);
            }

            @Override
            public void onError(Throwable error) {
                stream.fail(error);
            }
        };
    }

    @Override
    public String name() {
        return "model";
    }

    @Override
    public TaskSpec.Builder spec(String name) {
        return TaskSpec.builder(name)
                .inputSchema(arguments.schema())
                .outputSchema(answers.schema().orElse(null));
    }

    @Override
    public TaskResult ask(TaskContext context, TaskInput input, Memory memory) throws Exception {
        Slots.Call call = Slots.Call.of(context, arguments.bind(context, input), memory, true);
        List<ChatMessage> messages = new ArrayList<>(Conversations.of(context));
        messages.add(Slots.message(call, String.valueOf(call.values().get(PROMPT))));
        return chat.ask(context, ChatRequest.builder().messages(messages).build());
    }
}
