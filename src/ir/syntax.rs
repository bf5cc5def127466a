//! A script's program: a flat table of nodes, free of the parser's types.
//!
//! It is what the target's Pipy reads, and exists only of scripts that it can parse.
//!
//! Children are indexes, so a program of any depth is dropped and walked without recursion on the
//! heap, is `Send`, and costs one allocation per list. A child is always pushed before its parent:
//! every index of a node is smaller than the node's own, and walking the table forward visits
//! children first.

use crate::source::{SourceId, Span};

/// Index of an expression in [`Program::exprs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(pub u32);

/// Index of a function in [`Program::functions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FunctionId(pub u32);

/// Index of a statement in [`Program::statements`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatementId(pub u32);

/// A range of bytes in the program's source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Range {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A whole script.
#[derive(Debug, Clone)]
pub struct Program {
    /// The text it was read from.
    pub source: SourceId,
    /// All expressions, children first.
    pub exprs: Vec<(Expr, Range)>,
    /// All functions, inner ones first.
    pub functions: Vec<Function>,
    /// All statements, inner ones first. Empty in a script of one expression.
    pub statements: Vec<(Statement, Range)>,
    /// What the script is.
    pub root: Root,
}

impl Program {
    /// The expression with this id.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.0 as usize].0
    }

    /// Where an expression stands.
    pub fn span(&self, id: ExprId) -> Span {
        self.range(self.exprs[id.0 as usize].1)
    }

    /// The function with this id.
    pub fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id.0 as usize]
    }

    /// The statement with this id.
    pub fn statement(&self, id: StatementId) -> &Statement {
        &self.statements[id.0 as usize].0
    }

    /// A range of this program as a span.
    pub fn range(&self, range: Range) -> Span {
        Span::new(self.source, range.start, range.end)
    }
}

/// What a script is.
#[derive(Debug, Clone, PartialEq)]
pub enum Root {
    /// One expression: all that Pipy 0.90 knows.
    Expression(ExprId),
    /// A list of statements, or an ES module: Pipy 1.5.
    Statements(Vec<StatementId>),
    /// Nothing but blanks and comments.
    Empty,
}

/// A comment, with its marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// Where it stands.
    pub range: Range,
    /// `/* … */` rather than `// …`.
    pub block: bool,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// `undefined`: a literal in PipyJS.
    Undefined,
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string, decoded as the target's Pipy does.
    Str(Box<str>),
    /// A template: one more text than expressions.
    Template {
        /// The texts between, decoded.
        texts: Box<[Box<str>]>,
        /// The expressions.
        exprs: Box<[ExprId]>,
    },
    /// A name that is read.
    Name(Box<str>),
    /// `[a, ...b]`.
    Array(Vec<Item>),
    /// `{a: 1, b, ...c}`.
    Object(Vec<Property>),
    /// An arrow function or, on 1.5, a `function` expression.
    Function(FunctionId),
    /// `callee(args)`.
    Call {
        /// What is called.
        callee: ExprId,
        /// With what. Never a spread, which Pipy cannot parse here.
        args: Vec<Item>,
        /// `callee?.(args)`.
        optional: bool,
        /// The opening bracket: the place Pipy names in errors of the call.
        open: u32,
    },
    /// `new callee(args)`.
    New {
        /// The constructor.
        callee: ExprId,
        /// Its arguments; empty without brackets.
        args: Vec<Item>,
        /// The opening bracket, or the `new` where there is none.
        open: u32,
    },
    /// `object.property`.
    Member {
        /// Left of the dot.
        object: ExprId,
        /// Right of the dot.
        property: Box<str>,
        /// Where the property's name stands.
        name: Range,
        /// `object?.property`.
        optional: bool,
    },
    /// `object[index]`.
    Index {
        /// Before the bracket.
        object: ExprId,
        /// In the brackets.
        index: ExprId,
        /// `object?.[index]`.
        optional: bool,
    },
    /// `!a`, `typeof a`, and so on.
    Unary(UnaryOp, ExprId),
    /// `a++`, `--a`.
    Update {
        /// `++` rather than `--`.
        increment: bool,
        /// Before its operand.
        prefix: bool,
        /// What is changed.
        target: ExprId,
    },
    /// `a + b`, `a && b`, and so on.
    Binary {
        /// The operator as written.
        op: BinaryOp,
        /// Left.
        left: ExprId,
        /// Right.
        right: ExprId,
    },
    /// `a = b`, `a += b`, and so on.
    Assign {
        /// The operator before the `=`; `None` for a plain assignment.
        op: Option<BinaryOp>,
        /// What is assigned.
        target: AssignTarget,
        /// The value.
        value: ExprId,
    },
    /// `test ? yes : no`.
    Conditional {
        /// Decides.
        test: ExprId,
        /// If truthy.
        yes: ExprId,
        /// If falsy.
        no: ExprId,
    },
    /// `a, b, c`: two or more.
    Sequence(Vec<ExprId>),
    /// `(a)`.
    Paren(ExprId),
    /// Nothing: what was read as an expression until it turned out to be a parameter or a pattern. No node
    /// refers to it.
    Parameter,
}

// A script of 2 KB has some 200 nodes, and all scripts are in memory at once.
const _: () = assert!(size_of::<(Expr, Range)>() <= 48);

/// What an assignment writes to.
#[derive(Debug, Clone, PartialEq)]
pub enum AssignTarget {
    /// A name, a member or an element (or, wrongly, any other expression).
    Expr(ExprId),
    /// `[a, b] = c`, `({a} = b)`: 1.5 only. Rare, and kept from making every node larger.
    Pattern(Box<Pattern>),
}

/// An element of an array or an argument list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// `a`.
    Expr(ExprId),
    /// `...a`.
    Spread(ExprId),
}

impl Item {
    /// The expression in it.
    pub fn expr(self) -> ExprId {
        match self {
            Item::Expr(id) | Item::Spread(id) => id,
        }
    }
}

/// A field of an object literal.
#[derive(Debug, Clone, PartialEq)]
pub enum Property {
    /// `key: value`; the key is an identifier, a string or a number, as text.
    Field {
        /// The key.
        key: Box<str>,
        /// Where the key stands.
        at: Range,
        /// The value.
        value: ExprId,
    },
    /// `[key]: value`.
    Computed {
        /// The key.
        key: ExprId,
        /// The value.
        value: ExprId,
    },
    /// `name`, short for `name: name`; the expression is the [`Expr::Name`] that is read.
    Shorthand {
        /// The key, and the name that is read.
        key: Box<str>,
        /// The name that is read.
        value: ExprId,
    },
    /// `...object`.
    Spread(ExprId),
}

/// A function.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// From the first parameter's bracket (or name) to the end of the body.
    pub range: Range,
    /// The name of a `function` declaration or expression (1.5).
    pub name: Option<Box<str>>,
    /// The parameters, each with its default.
    pub params: Vec<Param>,
    /// What it does.
    pub body: Body,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// What is bound.
    pub pattern: Pattern,
    /// Used when the argument is undefined.
    pub default: Option<ExprId>,
}

/// A function's body.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// `=> expression`.
    Expression(ExprId),
    /// `{ … }`: 1.5 only.
    Block(Vec<StatementId>),
}

/// What a parameter or `var` binds.
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    /// One name.
    Name(Box<str>, Range),
    /// `{a, b: c}`.
    Object(Vec<PatternField>, Range),
    /// `[a, b]`; `None` for a hole.
    Array(Vec<Option<PatternItem>>, Range),
    /// Something that nothing can be bound to.
    Unsupported(Range),
}

/// A field of an object pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternField {
    /// The member that is read.
    pub key: Box<str>,
    /// Where the key stands.
    pub at: Range,
    /// What is bound.
    pub pattern: Pattern,
    /// A default inside a pattern: parsed by Pipy and broken.
    pub default: Option<ExprId>,
}

/// An element of an array pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternItem {
    /// What is bound.
    pub pattern: Pattern,
    /// A default inside a pattern: parsed by Pipy and broken.
    pub default: Option<ExprId>,
}

/// A unary operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the operators'")]
pub enum UnaryOp {
    Not,
    BitNot,
    Plus,
    Minus,
    Typeof,
    Void,
    Delete,
}

/// A binary operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the operators'")]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    Pow,
    ShiftLeft,
    ShiftRight,
    ShiftRightUnsigned,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    StrictEqual,
    StrictNotEqual,
    BitAnd,
    BitOr,
    BitXor,
    And,
    Or,
    Nullish,
    In,
    InstanceOf,
}

/// A statement: Pipy 1.5 only.
#[derive(Debug, Clone, PartialEq)]
pub enum Statement {
    /// `expression;`
    Expression(ExprId),
    /// `var a = 1, b`.
    Var(Vec<(Pattern, Option<ExprId>)>),
    /// `function f() {}`.
    Function(FunctionId),
    /// `return a`.
    Return(Option<ExprId>),
    /// `throw a`.
    Throw(ExprId),
    /// `if (test) yes else no`.
    If {
        /// Decides.
        test: ExprId,
        /// If truthy.
        yes: StatementId,
        /// If falsy.
        no: Option<StatementId>,
    },
    /// `switch (value) { … }`; a case without a test is the default.
    Switch {
        /// What is compared.
        value: ExprId,
        /// The clauses in order.
        cases: Vec<(Option<ExprId>, Vec<StatementId>)>,
    },
    /// `for (init; test; step) body`.
    For {
        /// A `var` or an expression statement.
        init: Option<StatementId>,
        /// Decides.
        test: Option<ExprId>,
        /// After each round.
        step: Option<ExprId>,
        /// What is repeated.
        body: StatementId,
    },
    /// `try { } catch (e) { } finally { }`.
    Try {
        /// What may fail.
        block: Vec<StatementId>,
        /// The variable and what handles it.
        catch: Option<(Option<Pattern>, Vec<StatementId>)>,
        /// What always runs.
        finally: Option<Vec<StatementId>>,
    },
    /// `break label`.
    Break(Option<Box<str>>),
    /// `label: statement`.
    Label(Box<str>, StatementId),
    /// `{ … }`.
    Block(Vec<StatementId>),
    /// `import … from 'path'`.
    Import {
        /// The path as written.
        path: Box<str>,
        /// Where the path stands.
        at: Range,
        /// (what the other module calls it: a name, `default`, or `*`; what it is called here).
        names: Vec<(Box<str>, Box<str>)>,
    },
    /// `export default expression`, or of a function.
    ExportDefault(ExprId),
    /// `export var …`, `export function …`.
    ExportDeclaration(StatementId),
    /// `export {a as b}`, `export {a} from 'path'`, `export * as n from 'path'`.
    ExportNames {
        /// (here, outside).
        names: Vec<(Box<str>, Box<str>)>,
        /// The module they come from.
        from: Option<Box<str>>,
    },
    /// `;`.
    Empty,
}
