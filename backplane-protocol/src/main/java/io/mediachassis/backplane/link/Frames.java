package io.mediachassis.backplane.link;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.proto.Envelope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Frames on the wire: the length as a base-128 varint of at most five bytes, then one {@link Envelope}. */
public final class Frames {
    private static final int MAX_VARINT_BYTES = 5;

    private Frames() {}

    /** The frame of a message; any thread. In a heap buffer, which is what the JDK's TLS engine works on. */
    public static ByteBuf encode(ByteBufAllocator allocator, Envelope message) {
        int size = message.getSerializedSize();
        int length = CodedOutputStream.computeUInt32SizeNoTag(size) + size;
        ByteBuf frame = allocator.heapBuffer(length, length);
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(frame.nioBuffer(0, length));
            out.writeUInt32NoTag(size);
            message.writeTo(out);
            out.flush();
            return frame.writerIndex(length);
        } catch (IOException e) {
            frame.release();
            throw new UncheckedIOException("a frame of the computed size does not hold its message", e);
        }
    }

    /** Takes bytes, gives {@link Envelope}s; after the first bad frame it gives nothing more. */
    public static final class Decoder extends ByteToMessageDecoder {
        private final int maxFrameBytes;
        private boolean broken;

        /**
         * @param maxFrameBytes largest message taken, length not counted; a longer one is refused by its length, before
         *     its bytes are gathered
         */
        public Decoder(int maxFrameBytes) {
            this.maxFrameBytes = maxFrameBytes;
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            if (broken) {
                in.skipBytes(in.readableBytes());
                return;
            }
            int start = in.readerIndex();
            long length = readLength(in);
            if (length < 0) {
                in.readerIndex(start);
                return;
            }
            if (length > maxFrameBytes) {
                broken = true;
                throw new TooLongFrameException("frame of " + length + " bytes, the limit is " + maxFrameBytes);
            }
            if (in.readableBytes() < length) {
                in.readerIndex(start);
                return;
            }
            try {
                out.add(parse(in.readSlice((int) length)));
            } catch (InvalidProtocolBufferException e) {
                broken = true;
                throw new CorruptedFrameException("frame of " + length + " bytes is no message: " + e.getMessage(), e);
            }
        }

        /** The length, or -1 when it is not all there yet. */
        private long readLength(ByteBuf in) {
            long length = 0;
            for (int i = 0; i < MAX_VARINT_BYTES; i++) {
                if (!in.isReadable()) {
                    return -1;
                }
                byte next = in.readByte();
                length |= (next & 0x7FL) << (7 * i);
                if (next >= 0) {
                    return length;
                }
            }
            broken = true;
            throw new CorruptedFrameException("frame length of more than " + MAX_VARINT_BYTES + " bytes");
        }

        private static Envelope parse(ByteBuf frame) throws InvalidProtocolBufferException {
            if (frame.hasArray()) {
                return Envelope.parseFrom(ByteBuffer.wrap(
                        frame.array(), frame.arrayOffset() + frame.readerIndex(), frame.readableBytes()));
            }
            try {
                return Envelope.parseFrom(CodedInputStream.newInstance(frame.nioBuffer()));
            } catch (InvalidProtocolBufferException e) {
                throw e;
            } catch (IOException e) {
                throw new InvalidProtocolBufferException(e);
            }
        }
    }
}
