/**
 * Between LangChain4j's types and ours: tools, schemas, files, errors, metadata. For modules that build on LangChain4j, such as
 * runners that drive a model themselves; users of {@code LangChain4jTaskRunner} need none of it.
 */
@NullMarked
package dev.taskrunner.langchain4j.bridge;

import org.jspecify.annotations.NullMarked;
