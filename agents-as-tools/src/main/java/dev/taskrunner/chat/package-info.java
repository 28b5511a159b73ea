/** A chatbot in a room: answers messages thread by thread, with the room's runners as its tools. */
@NullMarked
package dev.taskrunner.chat;

import org.jspecify.annotations.NullMarked;
