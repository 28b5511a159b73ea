package dev.taskrunner.room;

/** Where the token goes when a room is joined (current protocol §1.2). */
public enum TokenPlace {
    /** In the query and as bearer token, so that rooms of either generation find it. */
    QUERY_AND_HEADER,
    /** As bearer token only, which no log of addresses shows. Rooms of the classic generation may not look there. */
    HEADER,
    /** As the subprotocol {@code meshagent-room.<token>}, as browsers send it; for proxies that drop the header. Current rooms only. */
    SUBPROTOCOL
}
