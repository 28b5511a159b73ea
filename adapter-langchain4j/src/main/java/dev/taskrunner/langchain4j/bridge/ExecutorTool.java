package dev.taskrunner.langchain4j.bridge;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.schema.JsonSchema;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** A tool of LangChain4j as one of ours. Immutable; as safe for several threads as its executor. */
final class ExecutorTool implements Tool {
    private final ToolSpecification specification;
    private final ToolExecutor executor;
    private final JsonSchema inputSchema;

    ExecutorTool(ToolSpecification specification, ToolExecutor executor) {
        this.specification = specification;
        this.executor = executor;
        this.inputSchema = ToolSchemas.fromParameters(specification.parameters());
    }

    @Override
    public String name() {
        return specification.name();
    }

    @Override
    public String description() {
        return specification.description() == null ? "" : specification.description();
    }

    @Override
    public JsonSchema inputSchema() {
        return inputSchema;
    }

    @Override
    public TaskResult invoke(ToolContext context, TaskInput input) {
        ToolExecutionRequest request = ToolExecutionRequest.builder()
                .id(UUID.randomUUID().toString())
                .name(name())
                .arguments(input.toJson())
                .build();
        ToolExecutionResult result;
        try {
            result = executor.executeWithContext(request, invocation(context));
        } catch (RuntimeException e) {
            throw ModelErrors.find(e).map(RuntimeException.class::cast).orElse(e);
        }
        if (result.isError()) {
            throw new TaskException(ErrorCode.FAILED, "tool '" + name() + "' failed: " + result.resultText());
        }
        return answer(result);
    }

    private static InvocationContext invocation(ToolContext context) {
        return InvocationContext.builder()
                .invocationId(UUID.randomUUID())
                .chatMemoryId(CallParameters.memoryId(context))
                .invocationParameters(CallParameters.of(context))
                .timestampNow()
                .build();
    }

    private TaskResult answer(ToolExecutionResult result) {
        List<dev.langchain4j.data.message.Content> contents = result.resultContents();
        if (contents != null && contents.size() == 1 && contents.get(0) instanceof ImageContent picture) {
            Image image = picture.image();
            if (image.base64Data() != null) {
                byte[] bytes = Base64.getDecoder().decode(image.base64Data());
                String type = image.mimeType() == null ? "image/png" : image.mimeType();
                return TaskResult.of(new Content.File(name(), type, Attachment.wrap(java.nio.ByteBuffer.wrap(bytes))));
            }
        }
        String text = result.resultText();
        boolean isText = text == null || result.result() instanceof String || result.result() == null;
        return TaskResult.of(isText || text == null ? text : json(text));
    }

    /** Objects come as JSON text. */
    private static Object json(String text) {
        try {
            return ToolSchemas.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return text;
        }
    }
}
