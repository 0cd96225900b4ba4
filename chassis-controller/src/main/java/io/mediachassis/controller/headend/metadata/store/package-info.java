/** Where the meta data server keeps what it knows: an embedded database. */
@NullMarked
package io.mediachassis.controller.headend.metadata.store;

import org.jspecify.annotations.NullMarked;
