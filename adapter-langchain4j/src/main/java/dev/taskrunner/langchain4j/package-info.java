/** LangChain4j agents as runners: {@code LangChain4jTaskRunner}. */
@NullMarked
package dev.taskrunner.langchain4j;

import org.jspecify.annotations.NullMarked;
