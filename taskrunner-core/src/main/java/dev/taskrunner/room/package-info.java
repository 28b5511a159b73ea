/** The room client: joining a room, asking its runners, serving one, and the tokens that allow it. */
@NullMarked
package dev.taskrunner.room;

import org.jspecify.annotations.NullMarked;
