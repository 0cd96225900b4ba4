package io.mediachassis.blade.playout;

/**
 * The states of a stream.
 *
 * <pre>
 * PAUSED --preload--> PRELOADING --take over--> FILLING
 * any --yield, at once or at the segment's end--> CLOSED
 *
 *            play               media read             end reached
 * PAUSED ----------> FILLING -------------> PLAYING ---------------> ENDING --its last packet's time + drain--> PAUSED
 *   ^                   |                      |                        |
 *   '------pause--------+----------------------+------------------------'
 * any --close, media unreadable--> CLOSED
 * </pre>
 */
public enum StreamState { PAUSED, PRELOADING, FILLING, PLAYING, ENDING, CLOSED }
