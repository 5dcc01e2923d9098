import { Type, type TSchema } from "typebox"

/** Null says that the source was read and does not say; what could not be read at all is unknown instead. */
export const Nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()])
