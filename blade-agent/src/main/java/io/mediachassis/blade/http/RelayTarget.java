package io.mediachassis.blade.http;

import io.netty.buffer.ByteBuf;

/** Who gets the bytes that a {@link SegmentRelay} brings. Called on its event loop. */
interface RelayTarget {
    /**
     * The next bytes; to be released by who takes them.
     *
     * @param left bytes to come
     * @return whether more are taken now; if not, {@link SegmentRelay#flow} is called when they are
     */
    boolean bytes(ByteBuf bytes, long left);

    /** Nothing more has come by now. */
    void pause();

    /** All came. */
    void whole();

    /**
     * Nobody elsewhere has the rest now, which is wanted.
     *
     * @return whether this blade has it by now, and it is not waited for any more
     */
    boolean here(BodyPiece.Remote rest);

    /** The rest can't be had. */
    void failed(BodyPiece.Remote rest);
}
