package io.mediachassis.blade.trick;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns I-pictures of H.264 that are no IDR pictures into such, for where each is sent alone: a decoder otherwise misses
 * what lies between them, and drops those that come before what it has shown. Slice headers are written anew (ITU-T H.264
 * section 7.3.3), with frame number and order count 0; the slices' data stay. What isn't a frame of I slices alone is
 * left as it is. One thread.
 */
final class IdrPictures {
    private static final int SLICE = 1;
    private static final int IDR_SLICE = 5;
    private static final int SEQUENCE = 7;
    private static final int PICTURE = 8;
    private static final int I_SLICE = 2;
    private static final int SLICE_TYPES = 5;

    private final Map<Integer, H264Parameters.Sequence> sequences = new HashMap<>();
    private final Map<Integer, H264Parameters.Picture> pictures = new HashMap<>();
    private int number;

    /** Rewrites the picture in place, if it needs it and can be. */
    void write(VideoUnit unit) {
        byte[] es = unit.payload();
        byte[] rewritten = rewritten(es);
        if (rewritten != null) {
            unit.replacePayload(rewritten);
            number ^= 1;
        }
    }

    private byte @Nullable [] rewritten(byte[] es) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(es.length + 64);
        int start = next(es, 0);
        out.write(es, 0, Math.min(es.length, start));
        boolean any = false;
        while (start < es.length) {
            int unit = start + 3;
            int end = next(es, unit);
            int type = unit < es.length ? es[unit] & 0x1F : 0;
            byte[] anew = null;
            if (type == SEQUENCE) {
                H264Parameters.Sequence sequence = H264Parameters.Sequence.read(new NalBits(es, unit + 1, end));
                sequences.put(sequence.id(), sequence);
            } else if (type == PICTURE) {
                H264Parameters.Picture picture = H264Parameters.Picture.read(new NalBits(es, unit + 1, end));
                pictures.put(picture.id(), picture);
            } else if (type == SLICE) {
                anew = slice(es[unit] & 0xFF, new NalBits(es, unit + 1, end));
                if (anew == null) {
                    return null;
                }
                any = true;
            } else if (type == IDR_SLICE) {
                return null;
            }
            out.write(es, start, anew == null ? end - start : 3);
            if (anew != null) {
                out.writeBytes(anew);
            }
            start = end;
        }
        return any ? out.toByteArray() : null;
    }

    /** Where the next start code is; the end when there is none. */
    private static int next(byte[] b, int from) {
        for (int at = from; at + 2 < b.length; at++) {
            if (b[at] == 0 && b[at + 1] == 0 && b[at + 2] == 1) {
                return at;
            }
        }
        return b.length;
    }

    private byte @Nullable [] slice(int header, NalBits bits) {
        bits.copyUnsigned();
        int type = bits.copyUnsigned();
        H264Parameters.Picture picture = pictures.get(bits.copyUnsigned());
        H264Parameters.Sequence sequence = picture == null ? null : sequences.get(picture.sequence());
        boolean reference = (header & 0x60) != 0;
        if (picture == null || sequence == null || type % SLICE_TYPES != I_SLICE || !reference
                || picture.sliceGroups() > 1 || sequence.separatePlanes()) {
            return null;
        }
        bits.bits(sequence.frameNumberBits());
        bits.put(0, sequence.frameNumberBits());
        if (!sequence.framesOnly()) {
            if (bits.flag()) {
                return null;
            }
            bits.put(0, 1);
        }
        bits.putUnsigned(number);
        order(bits, sequence, picture);
        if (picture.redundantCount()) {
            bits.copyUnsigned();
        }
        skipMarking(bits);
        // no_output_of_prior_pics_flag, long_term_reference_flag
        bits.put(0, 2);
        if (picture.arithmetic()) {
            bits.copySigned();
            if (picture.deblockingControl() && bits.copyUnsigned() != 1) {
                bits.copySigned();
                bits.copySigned();
            }
            bits.align();
            bits.putAlignment();
            bits.copyBytes();
        } else {
            bits.copyToStopBit();
        }
        return bits.overrun() ? null : bits.unit((header & 0xE0) | IDR_SLICE);
    }

    private static void order(NalBits bits, H264Parameters.Sequence sequence, H264Parameters.Picture picture) {
        if (sequence.orderType() == 0) {
            bits.bits(sequence.orderBits());
            bits.put(0, sequence.orderBits());
            if (picture.bottomOrder()) {
                bits.signed();
                bits.putUnsigned(0);
            }
        } else if (sequence.orderType() == 1 && !sequence.orderDeltaZero()) {
            for (int i = 0; i < (picture.bottomOrder() ? 2 : 1); i++) {
                bits.signed();
                bits.putUnsigned(0);
            }
        }
    }

    /** dec_ref_pic_marking of a picture that is no IDR picture. */
    private static void skipMarking(NalBits bits) {
        if (!bits.flag()) {
            return;
        }
        int operation;
        while ((operation = bits.unsigned()) != 0 && !bits.overrun()) {
            if (operation == 3) {
                bits.unsigned();
            }
            if (operation != 5) {
                bits.unsigned();
            }
        }
    }
}
