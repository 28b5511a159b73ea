/**
 * The tool loop: ask the model, run the tools it asks for, ask again, within bounds. Knows conversations and tools, but no
 * runners; for modules that let a model work with the tools of a room.
 */
@NullMarked
package dev.taskrunner.llm.loop;

import org.jspecify.annotations.NullMarked;
