// Package knowledge finds the passage of an article that answers a question, and says whether it really
// does. It is pure: articles in, ranked passages out. It never writes an answer of its own, never reads a
// file, and says that it does not know rather than give what is merely near.
//
// The way in is [ParseArticle] for each file of a pack, [NewIndex] once, and [Index.Search] for each
// question. An [Index] does not change and may be used by many goroutines at once.
package knowledge
