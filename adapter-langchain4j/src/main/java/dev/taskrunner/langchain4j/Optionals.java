package dev.taskrunner.langchain4j;

/** Which optional libraries the user has. The classes that need one are touched only when its constant says so. */
final class Optionals {
    static final boolean AGENTIC = has("dev.langchain4j.agentic.planner.AgentInstance");
    static final boolean MCP = has("dev.langchain4j.mcp.client.McpClient");
    static final boolean REACTIVE_STREAMS = has("org.reactivestreams.FlowAdapters");
    static final boolean OPEN_TELEMETRY = has("io.opentelemetry.api.GlobalOpenTelemetry");

    private Optionals() {}

    static boolean has(String type) {
        try {
            Class.forName(type, false, Optionals.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            org.slf4j.LoggerFactory.getLogger(LangChain4jTaskRunner.class).debug("not on the class path: {}", type, e);
            return false;
        }
    }
}
