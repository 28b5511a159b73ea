/** Runners as tools for LangChain4j's chatbots and for anybody else; tools of all kinds as a room's toolkit. */
@NullMarked
package dev.taskrunner.tools;

import org.jspecify.annotations.NullMarked;
