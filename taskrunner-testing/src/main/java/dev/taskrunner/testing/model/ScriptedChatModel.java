package dev.taskrunner.testing.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A chat model that answers from a script, step by step, and remembers what it was asked.
 *
 * <pre>{@code
 * ScriptedChatModel model = new ScriptedChatModel()
 *         .toolCall("add", "{\"a\":1,\"b\":2}")
 *         .text("It is 3.");
 * }</pre>
 *
 * <p>When the script is used up, the next request fails with an {@link IllegalStateException} that says so. Safe for several
 * threads, which take the steps in the order in which they ask; {@code steps} is the lock and guards all fields.
 */
public final class ScriptedChatModel implements ChatModel {
    private static final long PATIENCE_SECONDS = 60;

    private final Queue<Function<ChatRequest, ChatResponse>> steps = new ArrayDeque<>();
    private final List<ChatRequest> requests = new ArrayList<>();
    private final Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    private int toolCalls;

    /** A model with an empty script. */
    public ScriptedChatModel() {
        // The steps come from the methods below.
    }

    /**
     * Next, answers with a text.
     *
     * @param text the text
     * @return this
     */
    public ScriptedChatModel text(String text) {
        return answer(AiMessage.from(text), FinishReason.STOP);
    }

    /**
     * Next, asks for one tool call.
     *
     * @param tool the tool's name
     * @param arguments JSON; not checked, since models err too
     * @return this
     */
    public ScriptedChatModel toolCall(String tool, String arguments) {
        String id;
        synchronized (steps) {
            id = "call-" + ++toolCalls;
        }
        return toolCalls(ToolExecutionRequest.builder()
                .id(id)
                .name(tool)
                .arguments(arguments)
                .build());
    }

    /**
     * Next, asks for several tool calls at once.
     *
     * @param calls the calls
     * @return this
     */
    public ScriptedChatModel toolCalls(ToolExecutionRequest... calls) {
        return answer(AiMessage.from(calls), FinishReason.TOOL_EXECUTION);
    }

    private ScriptedChatModel answer(AiMessage message, FinishReason reason) {
        ChatResponse response =
                ChatResponse.builder().aiMessage(message).finishReason(reason).build();
        return step(request -> response);
    }

    /**
     * Next, fails.
     *
     * @param error thrown as it is
     * @return this
     */
    public ScriptedChatModel error(RuntimeException error) {
        return step(request -> {
            throw error;
        });
    }

    /**
     * Next, does anything at all.
     *
     * @param code makes an answer of the request; may block and throw
     * @return this
     */
    public ScriptedChatModel step(Function<ChatRequest, ChatResponse> code) {
        synchronized (steps) {
            steps.add(code);
        }
        return this;
    }

    /**
     * Next, answers with a text once a latch is open.
     *
     * @param latch waited for, at most a minute
     * @param text the text
     * @return this
     */
    public ScriptedChatModel textAfter(CountDownLatch latch, String text) {
        ChatResponse response = ChatResponse.builder()
                .aiMessage(AiMessage.from(text))
                .finishReason(FinishReason.STOP)
                .build();
        return step(request -> {
            await(latch);
            return response;
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the latch of a scripted answer stayed closed for a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the scripted model was thinking", e);
        }
    }

    /**
     * Claims to be able to do something.
     *
     * @param more for example {@code RESPONSE_FORMAT_JSON_SCHEMA}
     * @return this
     */
    public ScriptedChatModel supporting(Capability... more) {
        synchronized (steps) {
            capabilities.addAll(List.of(more));
        }
        return this;
    }

    /**
     * What it was asked.
     *
     * @return the requests so far, in order
     */
    public List<ChatRequest> requests() {
        synchronized (steps) {
            return List.copyOf(requests);
        }
    }

    /**
     * How much of the script is left.
     *
     * @return the number of steps that nobody took yet
     */
    public int remaining() {
        synchronized (steps) {
            return steps.size();
        }
    }

    /**
     * The same script for those who want the answer in pieces: a text comes word by word, then the whole.
     *
     * @return a model that takes its steps from this one; it answers on the calling thread
     */
    public StreamingChatModel streaming() {
        return new Streaming();
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        Function<ChatRequest, ChatResponse> step;
        synchronized (steps) {
            requests.add(request);
            step = steps.poll();
            if (step == null) {
                throw new IllegalStateException("the script of the chat model is used up: this is request "
                        + requests.size() + ", and there were " + (requests.size() - 1) + " answers");
            }
        }
        return step.apply(request);
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        synchronized (steps) {
            return Set.copyOf(capabilities);
        }
    }

    private final class Streaming implements StreamingChatModel {
        @Override
        public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
            ChatResponse response;
            try {
                response = ScriptedChatModel.this.doChat(request);
            } catch (RuntimeException e) {
                handler.onError(e);
                return;
            }
            AiMessage message = response.aiMessage();
            if (message.text() != null) {
                for (String word : message.text().split("(?<= )", -1)) {
                    handler.onPartialResponse(word);
                }
            }
            int index = 0;
            for (ToolExecutionRequest call : message.toolExecutionRequests()) {
                handler.onCompleteToolCall(new CompleteToolCall(index++, call));
            }
            handler.onCompleteResponse(response);
        }

        @Override
        public Set<Capability> supportedCapabilities() {
            return ScriptedChatModel.this.supportedCapabilities();
        }
    }
}
