package dev.taskrunner.browser;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A model that first calls one tool, then writes two pieces of an answer, the second when it is let. For several threads. */
final class SlowWriter implements StreamingChatModel {
    /** One permit lets it write one second piece. */
    final Semaphore goOn = new Semaphore(0);

    private final String tool;
    private final String arguments;

    SlowWriter(String tool, String arguments) {
        this.tool = tool;
        this.arguments = arguments;
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        int last = request.messages().size() - 1;
        if (request.messages().get(last) instanceof ToolExecutionResultMessage result) {
            write("The tool <b>said</b> ", result.text(), handler);
        } else {
            ToolExecutionRequest call = ToolExecutionRequest.builder()
                    .id("call-1")
                    .name(tool)
                    .arguments(arguments)
                    .build();
            handler.onCompleteToolCall(new CompleteToolCall(0, call));
            handler.onCompleteResponse(response(AiMessage.from(call), FinishReason.TOOL_EXECUTION));
        }
    }

    private void write(String first, String second, StreamingChatResponseHandler handler) {
        handler.onPartialResponse(first);
        try {
            if (!goOn.tryAcquire(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the model was never let go on");
            }
            handler.onPartialResponse(second);
            handler.onCompleteResponse(response(AiMessage.from(first + second), FinishReason.STOP));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            handler.onError(e);
        }
    }

    private static ChatResponse response(AiMessage message, FinishReason reason) {
        return ChatResponse.builder().aiMessage(message).finishReason(reason).build();
    }
}
