package io.mediachassis.blade.trick;

import java.util.Set;

/** What the parameter sets of H.264 say of slice headers (ITU-T H.264 sections 7.3.2.1.1 and 7.3.2.2). Pure. */
final class H264Parameters {
    /** Profiles whose sequence parameter sets tell the chroma format. */
    private static final Set<Integer> HIGH = Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);
    private static final int MOST = 255;

    private H264Parameters() {}

    /**
     * A sequence parameter set.
     *
     * @param separatePlanes slices name their colour plane
     * @param orderType pic_order_cnt_type
     * @param orderBits of pic_order_cnt_lsb
     * @param orderDeltaZero delta_pic_order_always_zero_flag
     */
    record Sequence(int id, boolean separatePlanes, int frameNumberBits, int orderType, int orderBits,
            boolean orderDeltaZero, boolean framesOnly) {
        static Sequence read(NalBits in) {
            int profile = in.bits(8);
            in.bits(16);
            int id = in.unsigned();
            boolean planes = HIGH.contains(profile) && high(in);
            int frameNumberBits = in.unsigned() + 4;
            int orderType = in.unsigned();
            int orderBits = 0;
            boolean zero = false;
            if (orderType == 0) {
                orderBits = in.unsigned() + 4;
            } else if (orderType == 1) {
                zero = in.flag();
                in.signed();
                in.signed();
                int cycle = Math.min(in.unsigned(), MOST);
                for (int i = 0; i < cycle; i++) {
                    in.signed();
                }
            }
            in.unsigned();
            in.bits(1);
            in.unsigned();
            in.unsigned();
            return new Sequence(id, planes, Math.min(16, frameNumberBits), orderType, Math.min(16, orderBits), zero,
                    in.flag());
        }

        /** Returns separate_colour_plane_flag. */
        private static boolean high(NalBits in) {
            int chroma = in.unsigned();
            boolean planes = chroma == 3 && in.flag();
            in.unsigned();
            in.unsigned();
            in.bits(1);
            if (in.flag()) {
                for (int i = 0; i < (chroma == 3 ? 12 : 8); i++) {
                    if (in.flag()) {
                        scalingList(in, i < 6 ? 16 : 64);
                    }
                }
            }
            return planes;
        }

        private static void scalingList(NalBits in, int size) {
            int last = 8;
            int next = 8;
            for (int i = 0; i < size; i++) {
                if (next != 0) {
                    next = (last + in.signed() + 256) & MOST;
                }
                last = next == 0 ? last : next;
            }
        }
    }

    /**
     * A picture parameter set.
     *
     * @param arithmetic entropy_coding_mode_flag: CABAC
     * @param bottomOrder bottom_field_pic_order_in_frame_present_flag
     */
    record Picture(int id, int sequence, boolean arithmetic, boolean bottomOrder, int sliceGroups,
            boolean deblockingControl, boolean redundantCount) {
        static Picture read(NalBits in) {
            int id = in.unsigned();
            int sequence = in.unsigned();
            boolean arithmetic = in.flag();
            boolean bottomOrder = in.flag();
            int groups = in.unsigned() + 1;
            if (groups > 1) {
                return new Picture(id, sequence, arithmetic, bottomOrder, groups, false, false);
            }
            in.unsigned();
            in.unsigned();
            in.bits(3);
            in.signed();
            in.signed();
            in.signed();
            boolean deblocking = in.flag();
            in.bits(1);
            return new Picture(id, sequence, arithmetic, bottomOrder, groups, deblocking, in.flag());
        }
    }
}
