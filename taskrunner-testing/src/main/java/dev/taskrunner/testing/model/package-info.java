/** A chat model of LangChain4j that answers from a script; needs langchain4j-core, which this module does not bring along. */
@NullMarked
package dev.taskrunner.testing.model;

import org.jspecify.annotations.NullMarked;
